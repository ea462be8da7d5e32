using VisionSystem.Logging.Storage.Postgres;
using VisionSystem.Logging.Storage.S3;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Logging.Storage;

/// <summary>Where predictions and photos are kept, and how much one delivery may hold.</summary>
internal sealed class StoreOptions : IValidated
{
    public const string Section = "Vision:Store";

    /// <summary>Folder of the embedded stores (<c>CV_DATA_PATH</c>); relative to the current directory.</summary>
    public string Path { get; set; } = "data";

    /// <summary>The most bytes of one <c>POST /v1/predictions/batch</c>, photos included.</summary>
    public ByteSize MaxBatchSize { get; set; } = new(256L << 20);

    /// <summary>
    /// The PostgreSQL database of the predictions (<c>CV_DATABASE_URL</c>, else the connection string <c>vision-logs</c>);
    /// without one they are in SQLite files below <see cref="Path"/>.
    /// </summary>
    public string? DatabaseUrl { get; set; }

    public PoolOptions Pool { get; set; } = new();

    public ImageStoreOptions Images { get; set; } = new();

    public S3Options S3 { get; set; } = new();

    public string PredictionsFolder => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "predictions"));

    public string ImagesFolder => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "images"));

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return "CV_DATA_PATH: a folder is needed";
            yield break;
        }
        if (MaxBatchSize.Bytes < 1 << 20)
        {
            yield return $"{Section}:MaxBatchSize: at least 1mb is needed to deliver a photo";
        }
        if (!string.IsNullOrEmpty(DatabaseUrl) && DatabaseAddress.TryParse(DatabaseUrl, out var fault) is null)
        {
            yield return $"CV_DATABASE_URL: {fault} (the value is not shown: it may hold a password)";
        }
        foreach (var folder in Folders())
        {
            if (WritableFolder.Prepare(folder) is { } obstacle)
            {
                yield return $"CV_DATA_PATH: {obstacle}";
            }
        }
        foreach (var error in Images.InFolder ? [] : S3.Validate())
        {
            yield return error;
        }
    }

    /// <summary>What must be writable; whichever database and object store are elsewhere need no folder.</summary>
    private IEnumerable<string> Folders()
    {
        if (string.IsNullOrEmpty(DatabaseUrl))
        {
            yield return PredictionsFolder;
        }
        if (Images.InFolder)
        {
            yield return ImagesFolder;
        }
    }
}

/// <summary>Where photos are kept.</summary>
internal sealed class ImageStoreOptions
{
    private const string Folder = "folder";

    /// <summary><c>folder</c>, or <c>s3</c> (<c>CV_STORAGE_BACKEND</c>).</summary>
    public string Backend { get; set; } = Folder;

    /// <summary>Whether photos are files below <see cref="StoreOptions.ImagesFolder"/>.</summary>
    public bool InFolder => Backend == Folder;
}
