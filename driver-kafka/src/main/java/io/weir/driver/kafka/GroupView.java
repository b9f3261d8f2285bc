/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.SubscriberSpec;
import io.weir.spi.UnavailableException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Consumer groups as their coordinator sees them, members on other machines included. Safe for any
 * thread.
 */
final class GroupView {
  private static final long LEAST_WAIT_NS = 1_000_000_000;

  private final Admin admin;

  GroupView(Admin admin) {
    this.admin = admin;
  }

  /**
   * Whether every subscriber has joined, their shares cover every partition, and the coordinator
   * agrees with this member about its share.
   */
  boolean settled(SubscriberSpec spec, KafkaSubscriber.Share mine, long leftNs) {
    try {
      return admin
          .describeConsumerGroups(List.of(spec.subscription()))
          .all()
          .get(Math.max(leftNs, LEAST_WAIT_NS), TimeUnit.NANOSECONDS)
          .values()
          .stream()
          .anyMatch(
              group ->
                  group.groupState() == GroupState.STABLE && settled(spec, mine, group.members()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RetriableException || cause instanceof GroupIdNotFoundException) {
        return false;
      }
      throw new UnavailableException(
          "kafka: the state of group "
              + spec.subscription()
              + " cannot be read ("
              + cause
              + "); allow the client to describe groups",
          e);
    }
  }

  static boolean settled(
      SubscriberSpec spec, KafkaSubscriber.Share mine, Collection<MemberDescription> members) {
    Set<TopicPartition> covered = new HashSet<>();
    boolean agreed = false;
    for (MemberDescription member : members) {
      Set<TopicPartition> partitions = member.assignment().topicPartitions();
      covered.addAll(partitions);
      agreed |= member.consumerId().equals(mine.member()) && partitions.equals(mine.partitions());
    }
    return agreed
        && members.size() == spec.subscribers()
        && covered.size() == spec.topics().size() * spec.partitions();
  }
}
