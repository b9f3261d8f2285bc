-- Both sides of a join by window have to be aggregates by it: of equal bids one is enough here.
SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  category,
  mean_price
FROM (
  SELECT
    category,
    window,
    AVG(CAST(best AS DOUBLE)) AS mean_price
  FROM (
    SELECT
      id,
      category,
      tumble(interval '10 seconds') AS window,
      MAX(price) AS best
    FROM (
      SELECT
        a.id AS id,
        a.category AS category,
        b.price AS price
      FROM (
        SELECT id, category, event_ms, expires, tumble(interval '10 seconds') AS window
        FROM auction
        WHERE NOT tick
        GROUP BY id, category, event_ms, expires, window
      ) AS a
      JOIN (
        SELECT auction, price, event_ms, tumble(interval '10 seconds') AS window
        FROM bid
        WHERE NOT tick
        GROUP BY auction, price, event_ms, window
      ) AS b
      ON a.id = b.auction AND a.window = b.window
      WHERE b.event_ms >= a.event_ms AND b.event_ms <= a.expires
    )
    GROUP BY id, category, window
  )
  GROUP BY category, window
)
