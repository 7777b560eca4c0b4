"""The same measures as SQL, where the facts lie: DuckDB through Ibis. Imported only by whoever opens a store."""
