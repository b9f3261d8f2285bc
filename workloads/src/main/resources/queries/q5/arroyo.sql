SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  auction,
  num
FROM (
  SELECT
    c.window AS window,
    c.auction AS auction,
    c.num AS num
  FROM (
    SELECT auction, COUNT(*) AS num, hop(interval '2 seconds', interval '10 seconds') AS window
    FROM bid
    WHERE NOT tick
    GROUP BY auction, window
  ) AS c
  JOIN (
    SELECT MAX(num) AS most, window
    FROM (
      SELECT auction, COUNT(*) AS num, hop(interval '2 seconds', interval '10 seconds') AS window
      FROM bid
      WHERE NOT tick
      GROUP BY auction, window
    )
    GROUP BY window
  ) AS m
  ON c.window = m.window AND c.num = m.most
)
