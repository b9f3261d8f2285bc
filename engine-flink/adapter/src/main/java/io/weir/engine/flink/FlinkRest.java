/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Flink's REST API, as version 1.20 has it. Methods may be called from any thread.
 *
 * <p>Whatever a call comes to is one line: an {@link UnavailableException} that names the address
 * and the root of what went wrong.
 */
final class FlinkRest implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORT_LIMIT = Duration.ofSeconds(2);

  /** A planner that has never planned takes its time, and so does a far cluster with an upload. */
  static final Duration LONG_LIMIT = Duration.ofMinutes(2);

  private static final MediaType JSON =
      Objects.requireNonNull(MediaType.parse("application/json; charset=utf-8"));
  private static final MediaType JAR =
      Objects.requireNonNull(MediaType.parse("application/java-archive"));
  private static final String UPLOAD = "/jars/upload";
  private static final int SHOWN_CHARACTERS = 60;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpUrl base;
  private final Optional<String> token;
  private final OkHttpClient client;
  private final OkHttpClient patient;

  /** By which every call must have been answered, none of them lasting long. */
  private final Optional<Deadline> deadline;

  /**
   * @param token handed over with every call as a bearer's; for clusters behind a proxy
   */
  FlinkRest(HttpUrl base, Optional<String> token) {
    this.base = base;
    this.token = token;
    this.client =
        new OkHttpClient.Builder().connectTimeout(CONNECT_LIMIT).callTimeout(CALL_LIMIT).build();
    this.patient =
        client
            .newBuilder()
            .callTimeout(LONG_LIMIT)
            .readTimeout(LONG_LIMIT)
            .writeTimeout(LONG_LIMIT)
            .build();
    this.deadline = Optional.empty();
  }

  private FlinkRest(FlinkRest of, Deadline deadline) {
    this.base = of.base;
    this.token = of.token;
    this.client = of.client;
    this.patient = of.patient;
    this.deadline = Optional.of(deadline);
  }

  /**
   * The same service for clearing up: no call lasts longer than 2 s, nor beyond the deadline.
   * Shares this one's connections and ends with them.
   */
  FlinkRest within(Deadline end) {
    return new FlinkRest(this, end);
  }

  /** Where it is. */
  String address() {
    return base.toString().replaceFirst("/$", "");
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body a missing node if it is empty
   */
  record Answer(int status, JsonNode body) {
    boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * @throws UnavailableException on any answer but a good one
   */
  JsonNode get(String path) {
    return good("GET", path, ask("GET", path, Map.of(), null));
  }

  /** The same with a query. */
  JsonNode get(String path, Map<String, String> query) {
    return good("GET", path, ask("GET", path, query, null));
  }

  /** Empty where the engine says that there is no such thing. */
  Optional<JsonNode> find(String path) {
    Answer answer = ask("GET", path, Map.of(), null);
    return answer.status() == 404 ? Optional.empty() : Optional.of(good("GET", path, answer));
  }

  /**
   * @throws UnavailableException on any answer but a good one
   */
  JsonNode post(String path, ObjectNode body) {
    return good("POST", path, ask("POST", path, Map.of(), body));
  }

  /** As it comes: for what may be gone already. */
  Answer look(String path) {
    return ask("GET", path, Map.of(), null);
  }

  /** As it comes: for what may be refused for a reason of its own. */
  Answer tryPost(String path, ObjectNode body) {
    return ask("POST", path, Map.of(), body);
  }

  /** As it comes: for what may be gone already. */
  Answer delete(String path) {
    return ask("DELETE", path, Map.of(), null);
  }

  /** As it comes: for a job that may have ended. */
  Answer cancel(String job) {
    return ask("PATCH", "/jobs/" + job, Map.of("mode", "cancel"), object());
  }

  /**
   * Starts a post that takes its time.
   *
   * @return fails with an {@link UnavailableException}, if there is no answer; to cancel it is to
   *     give the call up
   */
  CompletableFuture<Answer> posting(String path, ObjectNode body) {
    return posting(path, RequestBody.create(body.toString(), JSON));
  }

  private CompletableFuture<Answer> posting(String path, RequestBody body) {
    Call asked = patient.newCall(request("POST", path, Map.of(), body));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    var unused =
        answer.whenComplete(
            (any, failure) -> {
              if (answer.isCancelled()) {
                asked.cancel();
              }
            });
    asked.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call call, IOException e) {
            answer.completeExceptionally(unreachable(e));
          }

          @Override
          public void onResponse(Call call, Response response) {
            try (response) {
              answer.complete(answer("POST", path, response));
            } catch (IOException e) {
              answer.completeExceptionally(unreachable(e));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }
        });
    return answer;
  }

  /**
   * Starts to upload a jar.
   *
   * @param name that it has there, after a prefix of Flink's own
   * @return as of {@link #posting}
   */
  CompletableFuture<Answer> uploading(Path jar, String name) {
    return posting(
        UPLOAD,
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("jarfile", name, RequestBody.create(jar.toFile(), JAR))
            .build());
  }

  /**
   * The id of a jar that was uploaded.
   *
   * @throws UnavailableException if it was not
   */
  String uploaded(Answer answer) {
    String file = good("POST", UPLOAD, answer).path("filename").asText();
    if (file.isEmpty()) {
      throw new UnavailableException(
          "flink: " + address() + " took a jar, but says no name for it");
    }
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private Answer ask(
      String method, String path, Map<String, String> query, @Nullable ObjectNode body) {
    RequestBody sent = body == null ? null : RequestBody.create(body.toString(), JSON);
    return send(method, path, request(method, path, query, sent));
  }

  private Request request(
      String method, String path, Map<String, String> query, @Nullable RequestBody body) {
    HttpUrl.Builder url = base.newBuilder().addPathSegments(path.substring(1));
    query.forEach(url::addQueryParameter);
    Request.Builder request = new Request.Builder().url(url.build()).method(method, body);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request.build();
  }

  private Answer send(String method, String path, Request request) {
    Call asked = client.newCall(request);
    deadline.ifPresent(
        end ->
            asked
                .timeout()
                .timeout(
                    Math.min(SHORT_LIMIT.toNanos(), end.left().toNanos()), TimeUnit.NANOSECONDS));
    try (Response response = asked.execute()) {
      return answer(method, path, response);
    } catch (InterruptedIOException e) {
      // Okio takes the interrupt away when it throws for one, but not for a time limit.
      if ("interrupted".equals(e.getMessage())) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("flink: interrupted while asking " + address(), e);
      }
      throw unreachable(e);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Answer answer(String method, String path, Response response) throws IOException {
    String text = response.body() == null ? "" : response.body().string();
    try {
      return new Answer(response.code(), MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      if (response.code() >= 400) {
        return new Answer(response.code(), object().put("errors", beginning(text)));
      }
      throw new UnavailableException(
          "flink: "
              + address()
              + " answers "
              + method
              + " "
              + path
              + " with something that is no JSON (\""
              + beginning(text)
              + "\"): check that it is the address of a Flink JobManager's REST service",
          e);
    }
  }

  private JsonNode good(String method, String path, Answer answer) {
    if (answer.ok()) {
      return answer.body();
    }
    throw new UnavailableException(
        "flink: "
            + address()
            + " refuses "
            + method
            + " "
            + path
            + " (HTTP "
            + answer.status()
            + "): "
            + said(answer.body()));
  }

  /** The root of what an answer with errors says. */
  static String said(JsonNode body) {
    JsonNode errors = body.path("errors");
    if (errors.isTextual()) {
      return errors.asText().isEmpty() ? "no reason told" : RootCause.of(errors.asText());
    }
    String longest = "";
    for (JsonNode error : errors) {
      longest = error.asText().length() > longest.length() ? error.asText() : longest;
    }
    return longest.isEmpty() ? "no reason told" : RootCause.of(longest);
  }

  private UnavailableException unreachable(IOException e) {
    String why;
    if (e instanceof UnknownHostException) {
      why = "there is no such host";
    } else if (e instanceof ConnectException) {
      why = "nothing listens there";
    } else if (e instanceof SSLException) {
      why = "no TLS connection (" + beginning(String.valueOf(e.getMessage())) + ")";
    } else if (e instanceof InterruptedIOException) {
      why = "no answer in time";
    } else {
      why = e.getClass().getSimpleName() + ": " + beginning(String.valueOf(e.getMessage()));
    }
    return new UnavailableException("flink: " + address() + " does not answer: " + why, e);
  }

  private static String beginning(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
