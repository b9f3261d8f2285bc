-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
-- Bids are brought together by price first, so that of each window only those of one price are
-- kept together.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  top.auction AS auction,
  top.bidder AS bidder,
  most AS price,
  top.event_ms AS event_ms,
  top.extra AS extra
FROM (
  SELECT
    window,
    MAX(price) AS most,
    max_by(bids, price) AS tops
  FROM (
    SELECT
      window(event_time, '10 seconds') AS window,
      price,
      collect_set(
        named_struct('auction', auction, 'bidder', bidder, 'event_ms', event_ms, 'extra', extra))
        AS bids
    FROM bid
    WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
    GROUP BY price, window(event_time, '10 seconds')
  )
  GROUP BY window
)
LATERAL VIEW explode(tops) AS top
