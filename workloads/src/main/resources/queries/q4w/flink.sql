-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM window_end) * 1000 AS window_end_ms,
  category,
  AVG(CAST(best AS DOUBLE)) AS mean_price
FROM (
  SELECT
    a.window_start AS window_start,
    a.window_end AS window_end,
    a.id,
    a.category,
    MAX(b.price) AS best
  FROM (
    SELECT id, category, event_ms, expires, window_start, window_end
    FROM TABLE(TUMBLE(TABLE auction, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
    WHERE NOT tick
  ) AS a
  JOIN (
    SELECT auction, price, event_ms, window_start, window_end
    FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
    WHERE NOT tick
  ) AS b
  ON a.id = b.auction AND a.window_start = b.window_start AND a.window_end = b.window_end
  WHERE b.event_ms BETWEEN a.event_ms AND a.expires
  GROUP BY a.id, a.category, a.window_start, a.window_end
)
GROUP BY category, window_start, window_end
