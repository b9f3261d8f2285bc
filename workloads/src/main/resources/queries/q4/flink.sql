SELECT
  category,
  AVG(CAST(best AS DOUBLE)) AS mean_price
FROM (
  SELECT
    a.id,
    a.category,
    MAX(b.price) AS best
  FROM auction AS a
  JOIN bid AS b
  ON a.id = b.auction
  WHERE NOT a.tick AND NOT b.tick AND b.event_ms BETWEEN a.event_ms AND a.expires
  GROUP BY a.id, a.category
)
GROUP BY category
