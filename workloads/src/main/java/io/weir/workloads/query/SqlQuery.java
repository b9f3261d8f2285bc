/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A query whose texts are resources, {@code queries/<directory>/<dialect>.sql}, and whose oracle is
 * an {@link Answer}. Immutable.
 */
public final class SqlQuery implements Query {
  public static final String FLINK = "flink";
  public static final String SPARK = "spark";
  public static final String ARROYO = "arroyo";

  private final String name;
  private final String description;
  private final String directory;
  private final List<String> inputs;
  private final ResultSchema result;
  private final Duration window;
  private final Duration slide;
  private final Set<String> dialects;
  private final Map<String, String> reasons;
  private final Function<Settings, List<StreamSpec>> streams;
  private final Answers answers;

  /** Makes the oracle's answer, given the readers of its inputs. */
  @FunctionalInterface
  public interface Answers {
    Answer of(List<RecordReader> inputs);
  }

  private SqlQuery(Builder from, Answers answers) {
    this.name = from.name;
    this.description = from.description;
    this.directory = from.directory;
    this.inputs = List.copyOf(from.inputs);
    this.result = from.result;
    this.window = from.window;
    this.slide = from.slide;
    this.dialects = Set.copyOf(from.dialects);
    this.reasons = Map.copyOf(from.reasons);
    this.streams = from.streams;
    this.answers = answers;
  }

  /**
   * Begins a query in all dialects, without windows.
   *
   * @param streams of its workload
   * @param result what its rows hold
   * @param inputs names of the streams that it reads
   */
  public static Builder of(
      String name,
      String description,
      Function<Settings, List<StreamSpec>> streams,
      ResultSchema result,
      String... inputs) {
    return new Builder(name, description, streams, result, List.of(inputs));
  }

  /** A query being described. */
  public static final class Builder {
    private final String name;
    private final String description;
    private final Function<Settings, List<StreamSpec>> streams;
    private final ResultSchema result;
    private final List<String> inputs;
    private String directory;
    private Duration window = Duration.ZERO;
    private Duration slide = Duration.ZERO;
    private final Set<String> dialects = new LinkedHashSet<>(List.of(FLINK, SPARK, ARROYO));
    private final Map<String, String> reasons = new LinkedHashMap<>();

    private Builder(
        String name,
        String description,
        Function<Settings, List<StreamSpec>> streams,
        ResultSchema result,
        List<String> inputs) {
      this.name = name;
      this.description = description;
      this.streams = streams;
      this.result = result;
      this.inputs = inputs;
      this.directory = name;
    }

    /** Its texts are below {@code queries/} in this directory, not in one of its name. */
    public Builder in(String directory) {
      this.directory = directory;
      return this;
    }

    /** The size of its windows, which do not overlap. */
    public Builder window(Duration size) {
      return window(size, size);
    }

    /**
     * The size of its windows.
     *
     * @param every from the start of one to the start of the next
     */
    public Builder window(Duration size, Duration every) {
      this.window = size;
      this.slide = every;
      return this;
    }

    /** It is not written in a dialect, and why. */
    public Builder without(String dialect, String reason) {
      dialects.remove(dialect);
      reasons.put(dialect, reason);
      return this;
    }

    /** The query, with its oracle. */
    public SqlQuery answeredBy(Answers answers) {
      return new SqlQuery(this, answers);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public ResultSchema result() {
    return result;
  }

  @Override
  public Duration window() {
    return window;
  }

  @Override
  public Duration slide() {
    return slide;
  }

  @Override
  public Set<String> dialects() {
    return dialects;
  }

  @Override
  public Optional<String> text(String dialect) {
    if (!dialects.contains(dialect)) {
      return Optional.empty();
    }
    String path = "/queries/" + directory + "/" + dialect + ".sql";
    try (InputStream text = SqlQuery.class.getResourceAsStream(path)) {
      if (text == null) {
        throw new IllegalStateException("the plugin has no " + path);
      }
      return Optional.of(new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  @Override
  public Optional<String> reason(String dialect) {
    return Optional.ofNullable(reasons.get(dialect));
  }

  @Override
  public Oracle oracle(Settings settings) {
    List<StreamSpec> specs = streams.apply(settings);
    List<RecordReader> readers = new ArrayList<>();
    for (String input : inputs) {
      StreamSpec spec =
          specs.stream()
              .filter(s -> s.name().equals(input))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no stream " + input + " in " + specs));
      readers.add(RecordReader.of(spec.schema().orElseThrow(), spec.encoding()));
    }
    return new AnswerOracle(readers, answers.of(List.copyOf(readers)));
  }
}
