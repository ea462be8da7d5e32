using System.Globalization;
using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// The file under the spool: an SQLite database in WAL mode. What was committed survives a killed process, and a lost power
/// supply from when it was flushed to disk: with the commit (<c>synchronous=FULL</c>), or with a later one. One process owns
/// it, one thread writes to it.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const long MostReserve = 32 << 20;
    private readonly SqliteConnection _connection;
    private readonly FileStream _lock;
    private readonly string _reading;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _refuse;
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

        // The log's usual 1000 pages are too many for a disk of a few megabytes.
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
        _refuse = Prepare("UPDATE spool SET refused = $reason WHERE seq = $seq", "$seq", "$reason");
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>
    /// Opens the first spool of the folder that no other process holds, <c>spool-0.db</c>, <c>spool-1.db</c>, …: replicas may
    /// share a folder, and one that comes back after a crash takes up what was left.
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

    /// <summary>How many predictions wait, their bytes, and the newest one's number.</summary>
    public (long Count, long Bytes, long Last) Measure()
    {
        using var command = _connection.CreateCommand();
        command.CommandText =
            "SELECT count(*), coalesce(sum(length(prediction) + length(image)), 0), (SELECT coalesce(max(seq), 0) FROM spool) FROM spool WHERE refused IS NULL";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <param name="flush">Whether the commit is to be flushed to disk, and all before it.</param>
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
    /// Leaves room for what forgets predictions, which has to be written, too, and for moving the log into the file: a spool that
    /// took all of its disk could never be emptied again.
    /// </summary>
    /// <param name="bytes">What is to be added; it takes its place twice, in the log and in the file.</param>
    /// <exception cref="IOException">There is no more room.</exception>
    public void RequireRoom(long bytes)
    {
        var (free, reserve) = (_drive.AvailableFreeSpace, Math.Min(MostReserve, _drive.TotalSize / 4));
        if (free < reserve + (2 * bytes) && (free < (reserve / 4) + bytes || free + Unused() < reserve + (2 * bytes)))
        {
            throw new IOException(DiskFault.Full);
        }
    }

    /// <summary>Proves by writing that so many bytes can be added.</summary>
    /// <exception cref="Exception">They cannot.</exception>
    public void Probe(long bytes)
    {
        RequireRoom(bytes);
        using (var transaction = BeginTransaction(flush: false))
        {
            _probe.Transaction = transaction;
            _probe.Parameters["$length"].Value = bytes;
            _probe.ExecuteNonQuery();
            transaction.Commit();
        }

        Execute("DELETE FROM probe");
    }

    /// <summary>Why a write failed, for people.</summary>
    public string Explain(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => DiskFault.Full,
        SqliteException => DiskFault.Of(Folder) ?? exception.Message,
        _ => DiskFault.Describe(exception),
    };

    /// <summary>Adds a prediction and gives its number.</summary>
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

        // The image goes from the request's buffer into the page cache, without an array in between.
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

    /// <summary>Sets a prediction aside that logging-service will never take; it stays in the file with the reason.</summary>
    public void Refuse(long number, string reason, SqliteTransaction transaction)
    {
        _refuse.Transaction = transaction;
        _refuse.Parameters["$seq"].Value = number;
        _refuse.Parameters["$reason"].Value = reason;
        _refuse.ExecuteNonQuery();
    }

    /// <summary>The oldest predictions that wait, on a connection of its own: readers do not hold up the writer.</summary>
    /// <param name="most">Most of them.</param>
    /// <param name="mostBytes">No more when they have so many bytes, images included.</param>
    public IReadOnlyList<SpooledPrediction> Oldest(int most, long mostBytes)
    {
        using var connection = OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, id, traceparent, sha256, prediction, length(image) FROM spool WHERE refused IS NULL ORDER BY seq LIMIT $most";
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var batch = new List<SpooledPrediction>();
        var bytes = 0L;
        while (reader.Read() && (batch.Count == 0 || bytes < mostBytes))
        {
            var entry = new SpooledPrediction(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3), (byte[])reader[4], reader.GetInt64(5));
            bytes += entry.Bytes;
            batch.Add(entry);
        }

        return batch;
    }

    /// <summary>Reads an image as it is sent on, so that it is never whole in memory.</summary>
    public async Task CopyImageAsync(long number, Stream target, CancellationToken cancellationToken)
    {
        await using var connection = OpenReader();
        await using var image = new SqliteBlob(connection, "spool", "image", number, readOnly: true);
        await image.CopyToAsync(target, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var command in (ReadOnlySpan<SqliteCommand>)[_insert, _delete, _refuse, _probe])
        {
            command.Dispose();
        }

        _connection.Dispose();
        _lock.Dispose();
    }

    /// <summary>Bytes of the file that hold nothing any more.</summary>
    private long Unused()
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
