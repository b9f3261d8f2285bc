/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.common.policies.data.RawBookieInfo;

/**
 * The bookies of a cluster and the settings they run with, which the broker does not know: each is
 * asked by HTTP itself, where its address is known. Safe for any thread.
 */
final class Bookies {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int OK = 200;

  /**
   * One member of the flat JSON object that a bookie answers with: texts, numbers, truth values.
   */
  private static final Pattern MEMBER =
      Pattern.compile("\"([^\"\\\\]+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\s]+))");

  private final PulsarAdmin admin;
  private final Map<String, String> urls;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final Map<String, Optional<Map<String, String>>> known = new ConcurrentHashMap<>();

  /**
   * @param urls of bookies' HTTP servers, by the bookie's id or, where that is not known, by
   *     themselves
   */
  Bookies(PulsarAdmin admin, Map<String, String> urls) {
    this.admin = admin;
    this.urls = Map.copyOf(urls);
  }

  /** Those of an existing cluster, of which only the URLs are known. */
  static Bookies at(PulsarAdmin admin, List<String> urls) {
    Map<String, String> byThemselves = new TreeMap<>();
    urls.forEach(url -> byThemselves.put(URI.create(url).getAuthority(), url));
    return new Bookies(admin, byThemselves);
  }

  /** Ids of all bookies; empty if the cluster does not tell this client. */
  List<String> ids() {
    return Admin.revealed(
            "listing the bookies",
            () ->
                admin.bookies().getBookies().getBookies().stream()
                    .map(RawBookieInfo::getBookieId)
                    .sorted()
                    .toList())
        .orElse(List.of());
  }

  /** What each bookie says of its journal; all of it unknown where it was not asked. */
  List<PulsarDurability.Journal> journals() {
    if (!urls.isEmpty()) {
      return urls.keySet().stream()
          .sorted()
          .map(id -> PulsarDurability.journal(id, configuration(id)))
          .toList();
    }
    List<String> ids = ids();
    return (ids.isEmpty() ? List.of("(any)") : ids)
        .stream().map(id -> PulsarDurability.journal(id, Map.of())).toList();
  }

  /** Every setting of a bookie; empty if it was not revealed. */
  Map<String, String> configuration(String id) {
    String url = urls.get(id);
    if (url == null) {
      return Map.of();
    }
    return known.computeIfAbsent(id, i -> read(url)).orElse(Map.of());
  }

  private Optional<Map<String, String>> read(String url) {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(base + "/api/v1/config/server_config"))
                  .timeout(LIMIT)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK ? Optional.of(members(answer.body())) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static Map<String, String> members(String json) {
    Map<String, String> members = new TreeMap<>();
    Matcher matcher = MEMBER.matcher(json);
    while (matcher.find()) {
      String text = matcher.group(2);
      members.put(matcher.group(1), text == null ? matcher.group(3) : text);
    }
    return members;
  }
}
