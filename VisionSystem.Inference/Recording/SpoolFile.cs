using System.Globalization;
using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// The spool's file: an SQLite database in WAL mode. A commit survives a killed process; it survives a power failure once it is
/// flushed, either by itself (<c>synchronous=FULL</c>) or by a later commit. One process owns the file, one thread writes to it.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const long MaxReserve = 32 << 20;
    private readonly SqliteConnection _connection;
    private readonly FileStream _lock;
    private readonly string _reading;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _quarantine;
    private readonly SqliteCommand _probe;
    private readonly DriveInfo _drive;
    private bool _flushes = true;

    private SpoolFile(string path, FileStream @lock)
    {
        _lock = @lock;
        Path = path;
        _drive = new DriveInfo(Folder);
        _reading = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");

        // SQLite's default of 1000 pages is too much for a disk of a few megabytes.
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint={Math.Clamp(_drive.TotalSize >> 18, 16, 1000)}"));
        Execute("""
            CREATE TABLE IF NOT EXISTS spool (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                traceparent TEXT,
                sha256 TEXT NOT NULL,
                prediction BLOB NOT NULL,
                image BLOB NOT NULL,
                refused TEXT);
            CREATE INDEX IF NOT EXISTS spool_waiting ON spool(seq) WHERE refused IS NULL;
            CREATE TABLE IF NOT EXISTS probe (bytes BLOB NOT NULL);
            """);
        _insert = Prepare(
            "INSERT INTO spool(id, traceparent, sha256, prediction, image) VALUES ($id, $traceparent, $sha256, $prediction, zeroblob($length))",
            "$id", "$traceparent", "$sha256", "$prediction", "$length");
        _delete = Prepare("DELETE FROM spool WHERE seq = $seq", "$seq");
        _probe = Prepare("INSERT INTO probe(bytes) VALUES (zeroblob($length))", "$length");
        _quarantine = Prepare("UPDATE spool SET refused = $reason WHERE seq = $seq", "$seq", "$reason");
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>
    /// Opens the first spool of the folder that no other process holds: <c>spool-0.db</c>, <c>spool-1.db</c>, … Replicas may share a
    /// folder, and a replica that restarts after a crash continues with the remaining predictions.
    /// </summary>
    public static SpoolFile OpenFirstFree(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var number = 0; ; number++)
        {
            var path = System.IO.Path.Combine(folder, $"spool-{number}.db");
            if (TryLock(path + ".lock") is { } held)
            {
                try
                {
                    return new SpoolFile(path, held);
                }
                catch
                {
                    held.Dispose();
                    throw;
                }
            }
        }
    }

    /// <summary>The number of predictions awaiting delivery, their bytes, and the newest number.</summary>
    public (long Count, long Bytes, long Last) Measure()
    {
        using var command = _connection.CreateCommand();
        command.CommandText =
            "SELECT count(*), coalesce(sum(length(prediction) + length(image)), 0), (SELECT coalesce(max(seq), 0) FROM spool) FROM spool WHERE refused IS NULL";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <param name="flush">Whether to flush the commit, and all earlier ones, to disk.</param>
    public SqliteTransaction BeginTransaction(bool flush)
    {
        if (flush != _flushes)
        {
            Execute(flush ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            _flushes = flush;
        }

        return _connection.BeginTransaction();
    }

    /// <summary>
    /// Reserves space for deletions and for checkpoints of the log, which also write: a spool that fills its disk completely could
    /// never be emptied.
    /// </summary>
    /// <param name="bytes">Bytes to add; they need space twice, in the log and in the file.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void RequireSpace(long bytes)
    {
        var (free, reserve) = (_drive.AvailableFreeSpace, Math.Min(MaxReserve, _drive.TotalSize / 4));
        if (free < reserve + (2 * bytes) && (free < (reserve / 4) + bytes || free + FreeBytes() < reserve + (2 * bytes)))
        {
            throw new IOException(DiskFault.Full);
        }
    }

    /// <summary>Verifies by writing that a number of bytes can be added.</summary>
    /// <exception cref="Exception">The write failed.</exception>
    public void Probe(long bytes)
    {
        RequireSpace(bytes);
        using (var transaction = BeginTransaction(flush: false))
        {
            _probe.Transaction = transaction;
            _probe.Parameters["$length"].Value = bytes;
            _probe.ExecuteNonQuery();
            transaction.Commit();
        }

        Execute("DELETE FROM probe");
    }

    /// <summary>A readable reason for a failed write.</summary>
    public string Explain(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => DiskFault.Full,
        SqliteException => DiskFault.Of(Folder) ?? exception.Message,
        _ => DiskFault.Describe(exception),
    };

    /// <summary>Adds a prediction and returns its number.</summary>
    public long Insert(SpoolEntry entry, SqliteTransaction transaction)
    {
        _insert.Transaction = transaction;
        _insert.Parameters["$id"].Value = entry.Id;
        _insert.Parameters["$traceparent"].Value = (object?)entry.TraceParent ?? DBNull.Value;
        _insert.Parameters["$sha256"].Value = entry.Sha256;
        _insert.Parameters["$prediction"].Value = entry.Prediction;
        _insert.Parameters["$length"].Value = entry.Image.Length;
        _insert.ExecuteNonQuery();
        var number = SQLitePCL.raw.sqlite3_last_insert_rowid(_connection.Handle);

        // The image is copied directly from the request's buffer into the page cache.
        using var image = new SqliteBlob(_connection, "spool", "image", number);
        image.Write(entry.Image.Span);
        return number;
    }

    public void Delete(long number, SqliteTransaction transaction)
    {
        _delete.Transaction = transaction;
        _delete.Parameters["$seq"].Value = number;
        _delete.ExecuteNonQuery();
    }

    /// <summary>Quarantines a permanently rejected prediction; it stays in the file with the reason.</summary>
    public void Quarantine(long number, string reason, SqliteTransaction transaction)
    {
        _quarantine.Transaction = transaction;
        _quarantine.Parameters["$seq"].Value = number;
        _quarantine.Parameters["$reason"].Value = reason;
        _quarantine.ExecuteNonQuery();
    }

    /// <summary>The oldest predictions awaiting delivery. Uses its own connection, so that readers do not block the writer.</summary>
    /// <param name="maxCount">The largest number of predictions.</param>
    /// <param name="maxBytes">The size in bytes, images included, that ends the batch.</param>
    public IReadOnlyList<SpooledPrediction> Oldest(int maxCount, long maxBytes)
    {
        using var connection = OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, id, traceparent, sha256, prediction, length(image) FROM spool WHERE refused IS NULL ORDER BY seq LIMIT $most";
        command.Parameters.AddWithValue("$most", maxCount);
        using var reader = command.ExecuteReader();
        var batch = new List<SpooledPrediction>();
        var bytes = 0L;
        while (reader.Read() && (batch.Count == 0 || bytes < maxBytes))
        {
            var entry = new SpooledPrediction(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3), (byte[])reader[4], reader.GetInt64(5));
            bytes += entry.Bytes;
            batch.Add(entry);
        }

        return batch;
    }

    /// <summary>Copies an image to a stream without loading it completely into memory.</summary>
    public async Task CopyImageAsync(long number, Stream target, CancellationToken cancellationToken)
    {
        await using var connection = OpenReader();
        await using var image = new SqliteBlob(connection, "spool", "image", number, readOnly: true);
        await image.CopyToAsync(target, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_insert, _delete, _quarantine, _probe])
        {
            command.Dispose();
        }

        _connection.Dispose();
        _lock.Dispose();
    }

    /// <summary>Bytes of the file in free pages.</summary>
    private long FreeBytes()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size";
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_reading);
        connection.Open();
        return connection;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
