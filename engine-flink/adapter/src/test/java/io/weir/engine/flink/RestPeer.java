/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;

/**
 * A REST service that answers as a JobManager of Flink 1.20.3 does, of pages that one has answered.
 * Methods may be called from any thread.
 */
final class RestPeer implements AutoCloseable {
  private static final String STATUS = "/status";

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Function<RecordedRequest, Reply>> answers = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** An answer. */
  record Reply(int status, String body) {}

  RestPeer() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json("GET /config", 200, "{\"flink-version\":\"1.20.3\",\"features\":{\"web-submit\":true}}");
    json(
        "GET /overview",
        200,
        "{\"taskmanagers\":1,\"slots-total\":4,\"slots-available\":4,\"flink-version\":\"1.20.3\"}");
  }

  /** Not locked while it answers: an answer may wait for another. */
  private MockResponse answer(RecordedRequest request) {
    String line = request.getMethod() + " " + request.getUrl().encodedPath();
    Optional<Function<RecordedRequest, Reply>> found;
    synchronized (this) {
      asked.add(line);
      found = Optional.ofNullable(answers.get(line)).or(() -> status(line));
    }
    Reply reply =
        found
            .map(answer -> answer.apply(request))
            .orElseGet(() -> new Reply(404, "{\"errors\":[\"Not found: " + line + "\"]}"));
    return new MockResponse.Builder().code(reply.status()).body(reply.body()).build();
  }

  /** A job's status is what its page says. */
  private Optional<Function<RecordedRequest, Reply>> status(String line) {
    if (!line.endsWith(STATUS)) {
      return Optional.empty();
    }
    String page = line.substring(0, line.length() - STATUS.length());
    return Optional.ofNullable(answers.get(page))
        .map(
            answer ->
                answer.andThen(
                    reply ->
                        new Reply(
                            reply.status(),
                            "{\"status\":\""
                                + reply.body().replaceFirst("(?s).*?\"state\":\"(\\w+)\".*", "$1")
                                + "\"}")));
  }

  /** Answers with a text from now on. */
  synchronized void json(String line, int status, String body) {
    replies(line, request -> new Reply(status, body));
  }

  /** Answers as the request wants. */
  synchronized void answers(String line, Function<RecordedRequest, String> body) {
    replies(line, request -> new Reply(200, body.apply(request)));
  }

  /** Answers as the request wants, well or not. */
  synchronized void replies(String line, Function<RecordedRequest, Reply> reply) {
    answers.put(line, reply);
  }

  /** What was asked for, in order, as {@code GET /path}. */
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  HttpUrl url() {
    return server.url("/");
  }

  FlinkRest rest() {
    return new FlinkRest(url(), Optional.empty());
  }

  @Override
  public void close() {
    server.close();
  }
}
