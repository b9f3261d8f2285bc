/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
      Pattern.compile("\"([^\"\\\\]+)\"\\s*:\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^,}\\s]+))");

  private final PulsarAdmin admin;
  private final List<String> urls;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();

  /**
   * @param urls of bookies' HTTP servers
   */
  Bookies(PulsarAdmin admin, List<String> urls) {
    this.admin = admin;
    this.urls = List.copyOf(urls);
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

  /**
   * What each bookie of the cluster says of its journal; all of it unknown of one that was not
   * asked, and of any others where the cluster does not tell which there are.
   */
  List<PulsarDurability.Journal> journals() {
    Map<String, Map<String, String>> told = configurations();
    List<String> all = ids();
    List<PulsarDurability.Journal> journals = new ArrayList<>();
    for (String id : all.isEmpty() ? told.keySet().stream().sorted().toList() : all) {
      journals.add(PulsarDurability.journal(id, told.getOrDefault(id, Map.of())));
    }
    if (all.isEmpty()) {
      journals.add(PulsarDurability.journal("(others)", Map.of()));
    }
    return journals;
  }

  /** Every setting of each bookie that answers, by its id; read anew each time. */
  Map<String, Map<String, String>> configurations() {
    Map<String, Map<String, String>> told = new TreeMap<>();
    urls.forEach(
        url -> read(url).ifPresent(settings -> told.put(id(URI.create(url), settings), settings)));
    return told;
  }

  /** As the bookie registers itself: its settings say, and where they do not, its address does. */
  static String id(URI url, Map<String, String> settings) {
    String named = settings.getOrDefault("bookieId", "");
    if (!named.isEmpty() && !named.equals("null")) {
      return named;
    }
    String advertised = settings.getOrDefault("advertisedAddress", "");
    String host = advertised.isEmpty() || advertised.equals("null") ? url.getHost() : advertised;
    return host + ":" + settings.getOrDefault("bookiePort", "3181");
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
