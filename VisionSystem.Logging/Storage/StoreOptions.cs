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

    /// <summary>A PostgreSQL database (<c>CV_DATABASE_URL</c>); predictions are kept in SQLite all the same, which is said at start.</summary>
    public string? DatabaseUrl { get; set; }

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
        foreach (var folder in Images.InFolder ? new[] { PredictionsFolder, ImagesFolder } : [PredictionsFolder])
        {
            if (WritableFolder.Prepare(folder) is { } fault)
            {
                yield return $"CV_DATA_PATH: {fault}";
            }
        }
        foreach (var error in Images.InFolder ? [] : S3.Validate())
        {
            yield return error;
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
