using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Logging.Persistence.Postgres;
using VisionSystem.Logging.Persistence.S3;

namespace VisionSystem.Logging.Persistence;

/// <summary>Location of predictions and images, and the maximum size of a delivery.</summary>
internal sealed record StoreOptions : IValidatableObject
{
    public const string Section = "Vision:Store";

    /// <summary>Folder of the embedded stores (<c>CV_DATA_PATH</c>); relative to the current directory.</summary>
    [FilePath]
    public string Path { get; init; } = "data";

    /// <summary>Maximum size of one <c>POST /v1/predictions/batch</c> in bytes, including images.</summary>
    public ByteSize MaxBatchSize { get; init; } = new(256L << 20);

    /// <summary>
    /// The PostgreSQL database of the predictions (<c>CV_DATABASE_URL</c>, else the connection string <c>vision-logs</c>);
    /// without it, predictions are stored in SQLite files below <see cref="Path"/>. The setter is for the address from Aspire.
    /// </summary>
    [RegularExpression(@"(?is)(postgres(ql)?://\S|([^;]*;)*\s*(Host|Server)\s*=).*", ErrorMessage = "a URL that starts with postgresql:// or postgres://, or a connection string with Host=…;Database=…")]
    [Secret]
    public string? DatabaseUrl { get; set; }

    public PoolOptions Pool { get; init; } = new();

    public ImageStoreOptions Images { get; init; } = new();

    public S3Options S3 { get; init; } = new();

    public string PredictionsFolder => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "predictions"));

    /// <summary>The file of the embedded tables that belong to no tenant.</summary>
    public string SystemDatabase => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "system.db"));

    public string ImagesFolder => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "images"));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return new("must name a folder", [nameof(Path)]);
            yield break;
        }

        if (MaxBatchSize.Bytes < 1 << 20)
        {
            yield return new("must be at least 1mb, so that a delivery can contain an image", [nameof(MaxBatchSize)]);
        }

        if (!string.IsNullOrEmpty(DatabaseUrl) && DatabaseFault(DatabaseUrl) is { } fault)
        {
            yield return new($"{fault} (the value is not shown: it may hold a password)", [nameof(DatabaseUrl)]);
        }

        foreach (var obstacle in Folders().Select(WritableFolder.Prepare).OfType<string>())
        {
            yield return new(obstacle, [nameof(Path)]);
        }

        foreach (var error in Images.InFolder ? [] : S3.Validate())
        {
            yield return new(error.ErrorMessage, error.MemberNames.Select(static member => $"{nameof(S3)}:{member}"));
        }
    }

    private static string? DatabaseFault(string address) =>
        DatabaseAddress.TryParse(address, out var fault) is { } settings ? PostgresTls.FaultOf(settings) : fault;

    /// <summary>Returns the folders that must be writable. A remote database or object store needs no folder.</summary>
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

/// <summary>Backend of the image store.</summary>
internal sealed record ImageStoreOptions
{
    private const string Folder = "folder";

    /// <summary><c>folder</c>, or <c>s3</c> (<c>CV_STORAGE_BACKEND</c>).</summary>
    [AllowedValues(Folder, "s3")]
    public string Backend { get; init; } = Folder;

    /// <summary>True if images are files below <see cref="StoreOptions.ImagesFolder"/>.</summary>
    public bool InFolder => Backend == Folder;
}
