-- Both sides of a join by window have to be aggregates by it.
SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  auction,
  bidder,
  price,
  event_ms,
  extra
FROM (
  SELECT
    b.window AS window,
    b.auction AS auction,
    b.bidder AS bidder,
    b.price AS price,
    b.event_ms AS event_ms,
    b.extra AS extra
  FROM (
    SELECT auction, bidder, price, event_ms, extra, tumble(interval '10 seconds') AS window
    FROM bid
    WHERE NOT tick
    GROUP BY auction, bidder, price, event_ms, extra, window
  ) AS b
  JOIN (
    SELECT MAX(price) AS most, tumble(interval '10 seconds') AS window
    FROM bid
    WHERE NOT tick
    GROUP BY window
  ) AS m
  ON b.window = m.window AND b.price = m.most
)
