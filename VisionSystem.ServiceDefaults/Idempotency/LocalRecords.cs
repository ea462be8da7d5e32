namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>The records of one process, the newest ones as far as there is room. Thread-safe.</summary>
/// <param name="time">Tells when a record is over.</param>
/// <param name="room">The bytes that records and their keys may take.</param>
internal sealed class LocalRecords(TimeProvider time, long room = 64 << 20)
{
    /// <summary>What an entry takes beside its key and its bytes, about: its places in table and queue.</summary>
    private const int EntryBytes = 200;

    private readonly Lock _using = new();
    private readonly Dictionary<string, Entry> _records = [];

    /// <summary>Everything that was ever put into the table and not thrown out yet, oldest first.</summary>
    private readonly Queue<Entry> _ages = [];
    private long _bytes;

    /// <summary>Keeps a record where there is none.</summary>
    /// <returns>The one that was there; null when there was none.</returns>
    public byte[]? Claim(string key, byte[] record, TimeSpan lifetime)
    {
        lock (_using)
        {
            if (_records.TryGetValue(key, out var there) && there.Until > time.GetUtcNow())
            {
                return there.Record;
            }

            Set(key, record, lifetime);
            return null;
        }
    }

    /// <summary>Puts a record in the place of one of the same claim, or of none.</summary>
    public void Replace(string key, byte[] record, TimeSpan lifetime)
    {
        lock (_using)
        {
            if (!_records.TryGetValue(key, out var there) || IsSameClaim(there.Record, record))
            {
                Set(key, record, lifetime);
            }
        }
    }

    /// <summary>Removes a record of this claim.</summary>
    public void Remove(string key, byte[] record)
    {
        lock (_using)
        {
            if (_records.TryGetValue(key, out var there) && IsSameClaim(there.Record, record))
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
        while (_ages.TryPeek(out var oldest) && (_bytes > room || oldest.Until <= now || _records.GetValueOrDefault(oldest.Key) != oldest))
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
