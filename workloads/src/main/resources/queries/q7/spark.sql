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
    WHERE NOT tick
    GROUP BY price, window(event_time, '10 seconds')
  )
  GROUP BY window
)
LATERAL VIEW explode(tops) AS top
