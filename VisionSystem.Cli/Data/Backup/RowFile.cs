using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>A predictions file during its creation, with its current counts.</summary>
internal sealed class RowFile(string path) : IAsyncDisposable
{
    private readonly FileStream _file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, BufferSize = 1 << 20 });
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashSet<UInt128> _images = [];

    public long Predictions { get; private set; }

    public long Reviews { get; private set; }

    public long Images => _images.Count;

    /// <summary>Returns half of an image's hash, which identifies the image in sets at half the memory.</summary>
    public static UInt128 KeyOf(string sha256) => UInt128.Parse(sha256.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Removes all predictions.</summary>
    public void Clear()
    {
        _file.SetLength(0);
        _hash.GetHashAndReset();
        _images.Clear();
        Predictions = Reviews = 0;
    }

    public void Add(StoredPrediction row)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(row, RowJson.Default.StoredPrediction), (byte)'\n'];
        _file.Write(line);
        _hash.AppendData(line);
        _images.Add(KeyOf(row.Prediction.Image.Sha256));
        Predictions++;
        Reviews += row.Reviews.Count;
    }

    /// <summary>Flushes the file to disk.</summary>
    /// <returns>The SHA-256 in lower-case hex.</returns>
    public string End()
    {
        _file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _hash.Dispose();
    }
}
