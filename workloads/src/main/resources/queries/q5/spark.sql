-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
-- All counts of a window are brought together in one aggregate: fewer states, and no join whose
-- watermark would have to be carried on.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  top.auction AS auction,
  top.num AS num
FROM (
  SELECT
    window,
    filter(counts, c -> c.num = most) AS tops
  FROM (
    SELECT
      window,
      MAX(num) AS most,
      collect_list(named_struct('auction', auction, 'num', num)) AS counts
    FROM (
      SELECT auction, window(event_time, '10 seconds', '2 seconds') AS window, COUNT(*) AS num
      FROM bid
      WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
      GROUP BY auction, window(event_time, '10 seconds', '2 seconds')
    )
    GROUP BY window
  )
)
LATERAL VIEW explode(tops) AS top
