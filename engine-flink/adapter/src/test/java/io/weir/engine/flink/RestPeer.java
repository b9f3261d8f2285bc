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
  private final MockWebServer server = new MockWebServer();
  private final Map<String, Function<RecordedRequest, MockResponse>> answers =
      new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

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
    Optional<Function<RecordedRequest, MockResponse>> found;
    synchronized (this) {
      asked.add(line);
      found = Optional.ofNullable(answers.get(line));
    }
    return found
        .map(answer -> answer.apply(request))
        .orElseGet(() -> response(404, "{\"errors\":[\"Not found: " + line + "\"]}"));
  }

  private static MockResponse response(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }

  /** Answers with a text from now on. */
  synchronized void json(String line, int status, String body) {
    answers.put(line, request -> response(status, body));
  }

  /** Answers as the request wants. */
  synchronized void answers(String line, Function<RecordedRequest, String> body) {
    answers.put(line, request -> response(200, body.apply(request)));
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
