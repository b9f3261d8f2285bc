/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes trace files of any size, of the format of the published ones: {@code job_events} and {@code
 * task_events}, each in parts. Same plan, same rows. Also a program: {@link #main} tells its
 * arguments when it is run without any.
 */
public final class TraceGenerator {
  private static final int EXIT_USAGE = 2;
  private static final int EXIT_UNAVAILABLE = 1;
  private static final int MOST_PARTS = 99_999;
  private static final int BUFFER = 1 << 16;

  private static final List<String> USAGE =
      List.of(
          "Makes job_events and task_events of a compute cluster, as in Google's traces of 2011.",
          "",
          "  --out DIR       where to; must be empty or not there yet",
          "  --rows N        rows of both tables together, exactly (100000)",
          "  --parts N       files of each table (4)",
          "  --seed N        same seed, same rows (1)",
          "  --machines N    machines of the cluster (12500)",
          "  --users N       who submit jobs (900)",
          "  --rate X        rows in a second of the trace, on average (58)",
          "  --b X           burstiness of submissions, b-model, 0.5 to below 1 (0.705)",
          "  --zip BOOL      .csv.gz if true, .csv if false (true)");

  private final Plan plan;

  /**
   * What to make.
   *
   * @param rows of both tables
   * @param parts files of each table
   * @param seed fixes everything random
   * @param machines of the cluster
   * @param users who submit jobs
   * @param rowsHz rows in a second of the trace, about
   * @param b of the b-model of submissions
   * @param zipped whether files are compressed
   */
  record Plan(
      long rows,
      int parts,
      long seed,
      int machines,
      int users,
      double rowsHz,
      double b,
      boolean zipped) {
    /** The published trace has 58 rows in a second, from 12,500 machines. */
    static Plan of(long rows, int parts, long seed) {
      return new Plan(rows, parts, seed, 12_500, 900, 58, 0.705, true);
    }
  }

  TraceGenerator(Plan plan) {
    this.plan = plan;
  }

  /**
   * Writes the files below a directory, which is made.
   *
   * @throws SettingException if something is there already
   * @throws UnavailableException if it cannot be written
   */
  void write(Path directory) {
    try {
      for (TraceTable table : TraceTable.values()) {
        Path within = directory.resolve(table.directory());
        Files.createDirectories(within);
        try (Stream<Path> there = Files.list(within)) {
          if (there.findAny().isPresent()) {
            throw new SettingException(
                "--out",
                directory.toString(),
                "a directory without " + table.directory() + "/",
                "");
          }
        }
      }
      try (Parts parts = new Parts(directory)) {
        new ClusterLife(plan, parts).live();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UnavailableException(directory + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Deals rows out to files: all tables go on to their next part at the same moment. */
  private final class Parts implements ClusterLife.Rows, AutoCloseable {
    private final Path directory;
    private final OutputStream[] tables = new OutputStream[TraceTable.values().length];
    private int part = -1;
    private long rows;

    Parts(Path directory) {
      this.directory = directory;
    }

    @Override
    public void add(TraceTable table, StringBuilder row) {
      try {
        // rows · parts / all rows, without its overflow.
        while (part < (int) Math.floor((double) rows / plan.rows() * plan.parts())) {
          nextPart();
        }
        rows++;
        tables[table.ordinal()].write(row.append('\n').toString().getBytes(ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void nextPart() throws IOException {
      closePart();
      part++;
      for (TraceTable table : TraceTable.values()) {
        String name =
            String.format(
                Locale.ROOT,
                "part-%05d-of-%05d.csv%s",
                part,
                plan.parts(),
                plan.zipped() ? TraceFile.ZIPPED : "");
        OutputStream file =
            Files.newOutputStream(
                directory.resolve(table.directory()).resolve(name), StandardOpenOption.CREATE_NEW);
        tables[table.ordinal()] =
            new BufferedOutputStream(
                plan.zipped() ? new GZIPOutputStream(file, BUFFER) : file, BUFFER);
      }
    }

    private void closePart() throws IOException {
      if (part >= 0) {
        for (OutputStream table : tables) {
          table.close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      // Fewer rows than parts leave the last ones empty.
      while (rows == plan.rows() && part < plan.parts() - 1) {
        nextPart();
      }
      closePart();
    }
  }

  /**
   * Makes a trace.
   *
   * @param args as {@link TraceGenerator} says without any
   */
  public static void main(String[] args) {
    int status = run(args, new PrintStream(System.out, true, UTF_8));
    if (status != 0) {
      System.exit(status);
    }
  }

  /** The program; its exit status. */
  static int run(String[] args, PrintStream out) {
    if (args.length == 0 || List.of("--help", "-h").contains(args[0])) {
      USAGE.forEach(out::println);
      return args.length == 0 ? EXIT_USAGE : 0;
    }
    try {
      Arguments arguments = Arguments.of(args);
      Path directory = Path.of(arguments.text("out"));
      Plan plan = arguments.plan();
      new TraceGenerator(plan).write(directory);
      out.printf(
          Locale.ROOT,
          "%s: %,d rows, %d files of each table, seed %d%n",
          directory,
          plan.rows(),
          plan.parts(),
          plan.seed());
      return 0;
    } catch (SettingException e) {
      out.println(e.getMessage());
      return EXIT_USAGE;
    } catch (UnavailableException e) {
      out.println(e.getMessage());
      return EXIT_UNAVAILABLE;
    }
  }

  /** The arguments of the program by name. */
  private record Arguments(Map<String, String> values) {
    private static final Map<String, String> DEFAULTS =
        Map.of(
            "rows", "100000",
            "parts", "4",
            "seed", "1",
            "machines", "12500",
            "users", "900",
            "rate", "58",
            "b", "0.705",
            "zip", "true");

    static Arguments of(String[] args) {
      Map<String, String> values = new HashMap<>(DEFAULTS);
      for (int i = 0; i < args.length; i += 2) {
        String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
        if (!name.equals("out") && !DEFAULTS.containsKey(name)) {
          throw new SettingException(
              "argument",
              args[i],
              "--out and --" + String.join(", --", DEFAULTS.keySet().stream().sorted().toList()),
              NearMisses.advice(NearMisses.of(name, DEFAULTS.keySet())));
        }
        if (i + 1 == args.length) {
          throw new SettingException("--" + name, "", "a value", "");
        }
        values.put(name, args[i + 1]);
      }
      return new Arguments(values);
    }

    String text(String name) {
      String value = values.get(name);
      if (value == null) {
        throw new SettingException("--" + name, "", "a directory", "say where the files go");
      }
      return value;
    }

    Plan plan() {
      return new Plan(
          whole("rows", 1, 1L << 50),
          (int) whole("parts", 1, MOST_PARTS),
          whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
          (int) whole("machines", 1, 10_000_000),
          (int) whole("users", 1, 100_000_000),
          number("rate", 0.001, 1e6),
          number("b", 0.5, 0.99),
          choice("zip"));
    }

    private long whole(String name, long least, long most) {
      try {
        long value = Long.parseLong(text(name));
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw refused(name, "a whole number from " + least + " to " + most, e);
      }
      throw refused(name, "a whole number from " + least + " to " + most, null);
    }

    private double number(String name, double least, double most) {
      try {
        double value = Double.parseDouble(text(name));
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw refused(name, "a number from " + least + " to " + most, e);
      }
      throw refused(name, "a number from " + least + " to " + most, null);
    }

    private boolean choice(String name) {
      return switch (text(name)) {
        case "true" -> true;
        case "false" -> false;
        default -> throw refused(name, "true or false", null);
      };
    }

    private SettingException refused(
        String name, String allowed, @org.jspecify.annotations.Nullable Throwable cause) {
      SettingException refused = new SettingException("--" + name, text(name), allowed, "");
      refused.initCause(cause);
      return refused;
    }
  }
}
