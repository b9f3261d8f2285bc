/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class GroupViewTest {
  private static final SubscriberSpec TWO_OF_FOUR =
      new SubscriberSpec(
          List.of("t"),
          4,
          "g",
          0,
          2,
          SubscriptionKind.EXCLUSIVE,
          SubscriberSpec.Isolation.READ_UNCOMMITTED,
          SubscriberSpec.Start.EARLIEST);
  private static final KafkaSubscriber.Share MINE =
      new KafkaSubscriber.Share("a", partitions(0, 1));

  @Test
  void settledWhenAllHaveJoinedAllIsCoveredAndMyShareAgrees() {
    assertThat(settled(member("a", 0, 1), member("b", 2, 3))).isTrue();
  }

  @Test
  void notWhileAMemberIsMissing() {
    assertThat(settled(member("a", 0, 1, 2, 3))).isFalse();
  }

  @Test
  void notWhileAPartitionBelongsToNobody() {
    assertThat(settled(member("a", 0, 1), member("b", 2))).isFalse();
  }

  @Test
  void notWhileTheCoordinatorSeesAnotherShareForMe() {
    assertThat(settled(member("a", 0, 2), member("b", 1, 3))).isFalse();
    assertThat(settled(member("x", 0, 1), member("b", 2, 3))).isFalse();
  }

  @Test
  void notWhileAMemberOfAnEarlierRunLingers() {
    assertThat(settled(member("a", 0, 1), member("b", 2, 3), member("old"))).isFalse();
  }

  private static boolean settled(MemberDescription... members) {
    return GroupView.settled(TWO_OF_FOUR, MINE, List.of(members));
  }

  private static MemberDescription member(String id, int... partitions) {
    return new MemberDescription(
        id,
        Optional.empty(),
        Optional.empty(),
        "client",
        "host",
        new MemberAssignment(partitions(partitions)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Set<TopicPartition> partitions(int... partitions) {
    return Arrays.stream(partitions)
        .mapToObj(p -> new TopicPartition("t", p))
        .collect(Collectors.toSet());
  }
}
