SELECT
  CAST(window.start AS BIGINT) / 1000000 AS window_start_ms,
  CAST(window.end AS BIGINT) / 1000000 AS window_end_ms,
  id,
  name
FROM (
  SELECT
    p.window AS window,
    p.id AS id,
    p.name AS name
  FROM (
    SELECT id, name, tumble(interval '10 seconds') AS window
    FROM person
    WHERE NOT tick
    GROUP BY id, name, window
  ) AS p
  JOIN (
    SELECT seller, tumble(interval '10 seconds') AS window
    FROM auction
    WHERE NOT tick
    GROUP BY seller, window
  ) AS a
  ON p.id = a.seller AND p.window = a.window
)
