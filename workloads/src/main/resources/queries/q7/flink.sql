-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM b.window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM b.window_end) * 1000 AS window_end_ms,
  b.auction AS auction,
  b.bidder AS bidder,
  b.price AS price,
  b.event_ms AS event_ms,
  b.extra AS extra
FROM (
  SELECT auction, bidder, price, event_ms, extra, window_start, window_end
  FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
  WHERE NOT tick
  GROUP BY auction, bidder, price, event_ms, extra, window_start, window_end
) AS b
JOIN (
  SELECT MAX(price) AS most, window_start, window_end
  FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
  WHERE NOT tick
  GROUP BY window_start, window_end
) AS m
ON b.window_start = m.window_start AND b.window_end = m.window_end AND b.price = m.most
