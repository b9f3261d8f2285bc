/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which records one subscription has received, and how often: exact, in memory that does not grow
 * with the run.
 *
 * <p>Per publisher the sequences are cut into rows of equal size; a row's bits are a page, made
 * when its first record arrives. {@link #maintain} <em>settles</em> pages: a page with every bit
 * set is replaced by one that all share. When pages exceed their budget, the oldest are settled too
 * and their missing records become <em>holes</em>, a compressed set that rests in files when large.
 *
 * <p>Exactness while threads race: a bit goes from 0 to 1 once, by an atomic operation that tells
 * who did it. If a receiving thread did, that arrival is the first. If settling did, then holding
 * the lock of the exceptions it makes the record a hole before it lets go, so any thread that finds
 * the bit set and then takes that lock sees the hole; whoever removes it is the first arrival. A
 * bit set and no hole is a duplicate. A thread that still holds a page already replaced finds all
 * its bits set, as in the shared one.
 *
 * <p>Threads: {@link #mark} any, concurrently; {@link #duplicates()} any; everything else one
 * maintenance thread at a time. {@link java.io.UncheckedIOException} when exceptions cannot be
 * moved to or from files.
 */
public final class ReceivedLedger implements AutoCloseable {

  /** The record had not arrived before. */
  public static final int FIRST = 0;

  /** The record had arrived before. */
  public static final int DUPLICATE = 1;

  /** Sequences are below this: no run is that long, so a larger one is a corrupt stamp. */
  public static final long SEQUENCE_LIMIT = 1L << 40;

  private static final int MIN_PAGE_SHIFT = 6;
  private static final int MAX_PAGE_SHIFT = 16;

  /** Bounds what a corrupt sequence can make a table take. */
  private static final int ROW_LIMIT = 1 << 24;

  private static final VarHandle TABLE = MethodHandles.arrayElementVarHandle(long[][][].class);
  private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(long[][].class);
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final LedgerLayout layout;
  private final Path spillDirectory;
  private final int publishers;
  private final int pageShift;
  private final int wordMask;
  private final long sequenceLimit;
  private final long livePageLimit;
  private final long[] settledPage;

  /** By publisher, by row; null where nothing arrived. Elements change under {@link #tableLock}. */
  private final long[][][] tables;

  private final Object tableLock = new Object();

  /** By publisher: rows below hold the settled page. Maintenance thread only. */
  private final int[] settledRows;

  private long livePages;

  private final Object exceptionsLock = new Object();
  private final LedgerIndexSet holes;
  private final LedgerIndexSet duplicated;
  private final LedgerTally duplicates;

  /**
   * @param layout how records are numbered
   * @param budget of memory
   * @param spillDirectory of this subscription alone; created when needed, removed by {@link
   *     #close}
   */
  public ReceivedLedger(LedgerLayout layout, LedgerBudget budget, Path spillDirectory) {
    this.layout = layout;
    this.spillDirectory = spillDirectory;
    this.publishers = layout.publishers();
    // Four pages of each publisher fit in the budget, so that settling does not meet rows which
    // are still arriving in order.
    long bitsEach = Math.max(1, budget.pageBytes() * Byte.SIZE / (4L * publishers));
    int shift = 63 - Long.numberOfLeadingZeros(bitsEach);
    this.pageShift = Math.max(MIN_PAGE_SHIFT, Math.min(MAX_PAGE_SHIFT, shift));
    int pageWords = 1 << (pageShift - 6);
    this.wordMask = pageWords - 1;
    this.sequenceLimit = Math.min(SEQUENCE_LIMIT, (long) ROW_LIMIT << pageShift);
    this.livePageLimit = budget.pageBytes() / ((long) pageWords * Long.BYTES);
    this.settledPage = new long[pageWords];
    Arrays.fill(settledPage, -1L);
    this.tables = new long[publishers][0][];
    this.settledRows = new int[publishers];
    this.holes = new LedgerIndexSet(spillDirectory.resolve("holes"), budget.exceptionBytes());
    this.duplicated =
        new LedgerIndexSet(spillDirectory.resolve("duplicates"), budget.exceptionBytes());
    this.duplicates = new LedgerTally(layout);
  }

  /**
   * Notes an arrival.
   *
   * @return {@link #FIRST} or {@link #DUPLICATE}
   * @throws IllegalArgumentException if no record of this run can have that publisher or sequence
   */
  public int mark(int publisher, long sequence) {
    if (publisher < 0 || publisher >= publishers || sequence < 0 || sequence >= sequenceLimit) {
      throw new IllegalArgumentException("publisher " + publisher + ", sequence " + sequence);
    }
    int row = (int) (sequence >>> pageShift);
    long[][] table = (long[][]) TABLE.getAcquire(tables, publisher);
    long[] page = row < table.length ? (long[]) PAGE.getAcquire(table, row) : null;
    if (page == null) {
      page = createPage(publisher, row);
    }
    long bit = 1L << sequence;
    long before = (long) WORD.getAndBitwiseOr(page, (int) (sequence >>> 6) & wordMask, bit);
    return (before & bit) == 0 ? FIRST : markSeen(layout.indexOf(publisher, sequence));
  }

  /** Extra copies so far. */
  public long duplicates() {
    return duplicates.count();
  }

  /**
   * Settles full pages, and the oldest others if pages exceed their budget, and spills exceptions
   * that exceed theirs. To be called about once a second.
   */
  public void maintain() {
    List<LivePage> live = settleFullPages();
    if (live.size() > livePageLimit) {
      live.sort(Comparator.comparingInt(LivePage::row));
      int excess = live.size() - (int) livePageLimit;
      for (LivePage page : live.subList(0, excess)) {
        settleWithHoles(page);
      }
    }
    livePages = Math.min(live.size(), livePageLimit);
    synchronized (exceptionsLock) {
      holes.trim();
      duplicated.trim();
    }
  }

  @Override
  public void close() {
    synchronized (exceptionsLock) {
      holes.close();
      duplicated.close();
    }
    LedgerFiles.deleteIfPresent(spillDirectory);
  }

  /** Pages in memory after the last {@link #maintain}. */
  long livePages() {
    return livePages;
  }

  /** Bytes of pages, tables and exceptions in memory, object headers left out. */
  long residentBytes() {
    long bytes = (long) settledPage.length * Long.BYTES;
    for (int p = 0; p < publishers; p++) {
      long[][] table = (long[][]) TABLE.getAcquire(tables, p);
      bytes += (long) table.length * Integer.BYTES;
      for (int row = settledRows[p]; row < table.length; row++) {
        long[] page = (long[]) PAGE.getAcquire(table, row);
        if (page != null && page != settledPage) {
          bytes += (long) page.length * Long.BYTES;
        }
      }
    }
    synchronized (exceptionsLock) {
      return bytes + holes.residentBytes() + duplicated.residentBytes();
    }
  }

  /** Chunks of exceptions that rest in files. */
  int spilledChunks() {
    synchronized (exceptionsLock) {
      return holes.spilledChunks() + duplicated.spilledChunks();
    }
  }

  /** Extra copies. */
  LedgerTally duplicateTally() {
    return duplicates;
  }

  /** The records that arrived more than once. */
  LedgerBlocks duplicatedBlocks() {
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        synchronized (exceptionsLock) {
          return duplicated.blockLimit();
        }
      }

      @Override
      public Content read(long block, long[] words) {
        synchronized (exceptionsLock) {
          return duplicated.read(block, words);
        }
      }
    };
  }

  /** The records that arrived. */
  LedgerBlocks receivedBlocks() {
    long[] missing = LedgerWords.block();
    int wholeRows = Arrays.stream(settledRows).min().orElse(0);
    long wholeIndices = ((long) wholeRows << pageShift) * publishers;
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        int rows = 0;
        for (int p = 0; p < publishers; p++) {
          rows = Math.max(rows, ((long[][]) TABLE.getAcquire(tables, p)).length);
        }
        return LedgerWords.blocksOf(((long) rows << pageShift) * publishers);
      }

      @Override
      public Content read(long block, long[] words) {
        Content content =
            (block + 1) * BLOCK_INDICES <= wholeIndices ? Content.FULL : readPages(block, words);
        Content holesContent;
        synchronized (exceptionsLock) {
          holesContent = holes.read(block, missing);
        }
        return LedgerWords.difference(content, words, holesContent, missing);
      }
    };
  }

  private LedgerBlocks.Content readPages(long block, long[] words) {
    LedgerBlocks.Content content = contentOfPages(block);
    if (content != LedgerBlocks.Content.MIXED) {
      return content;
    }
    Arrays.fill(words, 0);
    long start = block * LedgerBlocks.BLOCK_INDICES;
    for (int i = 0; i < Math.min(publishers, LedgerBlocks.BLOCK_INDICES); i++) {
      int publisher = layout.publisherOf(start + i);
      long sequence = layout.sequenceOf(start + i);
      for (int position = i; position < LedgerBlocks.BLOCK_INDICES; ) {
        long bits = wordOf(publisher, sequence);
        long nextWord = (sequence | 63) + 1;
        for (;
            position < LedgerBlocks.BLOCK_INDICES && sequence < nextWord;
            position += publishers, sequence++) {
          if ((bits >>> sequence & 1) != 0) {
            LedgerWords.set(words, position);
          }
        }
      }
    }
    return LedgerBlocks.Content.MIXED;
  }

  /** Looks at whole words, which most often tells a block without looking at its bits. */
  private LedgerBlocks.Content contentOfPages(long block) {
    long start = block * LedgerBlocks.BLOCK_INDICES;
    boolean present = false;
    boolean absent = false;
    for (int i = 0; i < Math.min(publishers, LedgerBlocks.BLOCK_INDICES); i++) {
      int publisher = layout.publisherOf(start + i);
      long sequence = layout.sequenceOf(start + i);
      long end = sequence + (LedgerBlocks.BLOCK_INDICES - i + publishers - 1) / publishers;
      while (sequence < end) {
        long nextWord = Math.min(end, (sequence | 63) + 1);
        long mask = -1L << sequence & -1L >>> -nextWord;
        long bits = wordOf(publisher, sequence) & mask;
        present |= bits != 0;
        absent |= bits != mask;
        if (present && absent) {
          return LedgerBlocks.Content.MIXED;
        }
        sequence = nextWord;
      }
    }
    return present ? LedgerBlocks.Content.FULL : LedgerBlocks.Content.EMPTY;
  }

  /** The word that has the bit of a sequence; 0 where nothing arrived. */
  private long wordOf(int publisher, long sequence) {
    long[][] table = (long[][]) TABLE.getAcquire(tables, publisher);
    int row = (int) (sequence >>> pageShift);
    if (row >= table.length) {
      return 0;
    }
    long[] page = (long[]) PAGE.getAcquire(table, row);
    return page == null ? 0 : (long) WORD.getOpaque(page, (int) (sequence >>> 6) & wordMask);
  }

  private int markSeen(long index) {
    synchronized (exceptionsLock) {
      if (holes.remove(index)) {
        return FIRST;
      }
      duplicated.add(index);
      duplicates.add(index);
      return DUPLICATE;
    }
  }

  private long[] createPage(int publisher, int row) {
    synchronized (tableLock) {
      long[][] table = tables[publisher];
      if (row >= table.length) {
        table = Arrays.copyOf(table, Math.max(row + 1, table.length + (table.length >> 1)));
        TABLE.setRelease(tables, publisher, table);
      }
      long[] page = table[row];
      if (page == null) {
        page = new long[wordMask + 1];
        PAGE.setRelease(table, row, page);
      }
      return page;
    }
  }

  private List<LivePage> settleFullPages() {
    List<LivePage> live = new ArrayList<>();
    for (int p = 0; p < publishers; p++) {
      long[][] table = (long[][]) TABLE.getAcquire(tables, p);
      boolean prefix = true;
      for (int row = settledRows[p]; row < table.length; row++) {
        long[] page = (long[]) PAGE.getAcquire(table, row);
        if (page != null && page != settledPage) {
          if (isFull(page)) {
            replace(p, row);
            page = settledPage;
          } else {
            live.add(new LivePage(p, row));
          }
        }
        prefix &= page == settledPage;
        if (prefix) {
          settledRows[p] = row + 1;
        }
      }
    }
    return live;
  }

  private static boolean isFull(long[] page) {
    // From the end: a page that is still filling in order says so at once.
    for (int w = page.length - 1; w >= 0; w--) {
      if ((long) WORD.getOpaque(page, w) != -1L) {
        return false;
      }
    }
    return true;
  }

  private void settleWithHoles(LivePage live) {
    long firstSequence = (long) live.row() << pageShift;
    long[] page = tables[live.publisher()][live.row()];
    synchronized (exceptionsLock) {
      for (int w = 0; w < page.length; w++) {
        long before = (long) WORD.getAndSet(page, w, -1L);
        for (long missing = ~before; missing != 0; missing &= missing - 1) {
          long sequence = firstSequence + ((long) w << 6) + Long.numberOfTrailingZeros(missing);
          holes.add(layout.indexOf(live.publisher(), sequence));
        }
      }
      holes.trim();
    }
    replace(live.publisher(), live.row());
  }

  private void replace(int publisher, int row) {
    synchronized (tableLock) {
      PAGE.setRelease(tables[publisher], row, settledPage);
    }
  }

  private record LivePage(int publisher, int row) {}
}
