namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>The records of one process; the oldest are removed above a memory limit. Thread-safe.</summary>
/// <param name="time">The clock of the expiry.</param>
/// <param name="capacity">The maximum total size of records and keys, bytes.</param>
internal sealed class LocalRecords(TimeProvider time, long capacity = 64 << 20)
{
    /// <summary>The approximate overhead of an entry in the dictionary and the queue.</summary>
    private const int EntryBytes = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _records = [];

    /// <summary>Every entry that was added and not yet evicted, oldest first.</summary>
    private readonly Queue<Entry> _ages = [];
    private long _bytes;

    /// <summary>Adds a record unless the key has one.</summary>
    /// <returns>The existing record; null if the record was added.</returns>
    public byte[]? Claim(string key, byte[] record, TimeSpan lifetime)
    {
        lock (_lock)
        {
            if (_records.TryGetValue(key, out var existing) && existing.Until > time.GetUtcNow())
            {
                return existing.Record;
            }

            Set(key, record, lifetime);
            return null;
        }
    }

    /// <summary>Replaces a record of the same claim, or adds a missing one.</summary>
    public void Replace(string key, byte[] record, TimeSpan lifetime)
    {
        lock (_lock)
        {
            if (!_records.TryGetValue(key, out var existing) || IsSameClaim(existing.Record, record))
            {
                Set(key, record, lifetime);
            }
        }
    }

    /// <summary>Removes a record of this claim.</summary>
    public void Remove(string key, byte[] record)
    {
        lock (_lock)
        {
            if (_records.TryGetValue(key, out var existing) && IsSameClaim(existing.Record, record))
            {
                _records.Remove(key);
            }
        }
    }

    private static bool IsSameClaim(byte[] one, byte[] other) =>
        one.AsSpan(0, IdempotencyRecord.ClaimBytes).SequenceEqual(other.AsSpan(0, IdempotencyRecord.ClaimBytes));

    private void Set(string key, byte[] record, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        var entry = new Entry(key, record, now + lifetime);
        _records[key] = entry;
        _ages.Enqueue(entry);
        _bytes += entry.Bytes;
        while (_ages.TryPeek(out var oldest) && (_bytes > capacity || oldest.Until <= now || _records.GetValueOrDefault(oldest.Key) != oldest))
        {
            _ages.Dequeue();
            _bytes -= oldest.Bytes;
            if (_records.GetValueOrDefault(oldest.Key) == oldest)
            {
                _records.Remove(oldest.Key);
            }
        }
    }

    private sealed class Entry(string key, byte[] record, DateTimeOffset until)
    {
        public string Key => key;

        public byte[] Record => record;

        public DateTimeOffset Until => until;

        public long Bytes => EntryBytes + (sizeof(char) * (long)key.Length) + record.Length;
    }
}
