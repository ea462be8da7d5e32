using VisionSystem.Logging.Apis;

namespace VisionSystem.Logging.Predictions.Drift;

/// <summary>What is compared with what.</summary>
internal readonly record struct DriftQuery(DriftSpan Reference, DriftSpan Window)
{
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan DefaultReference = TimeSpan.FromDays(7);

    /// <summary>Reads the query string: the last day against the seven days before it, unless it says otherwise.</summary>
    public static DriftQuery Parse(IQueryCollection parameters, DateTimeOffset now, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var to = query.Time("to") ?? now;
        var from = query.Time("from") ?? to - DefaultWindow;
        var referenceTo = query.Time("reference_to") ?? from;
        var referenceFrom = query.Time("reference_from") ?? referenceTo - DefaultReference;
        var (model, version, source) = (query.Text("model"), query.Text("version"), query.Text("source"));
        query.RefuseOthers();
        errors.Require(from < to, "from", "from must be before to");
        errors.Require(referenceFrom < referenceTo, "reference_from", "reference_from must be before reference_to");
        return new DriftQuery(new DriftSpan(referenceFrom, referenceTo, model, version, source), new DriftSpan(from, to, model, version, source));
    }
}

/// <summary>The predictions of a span of time, perhaps of one model, version or source only.</summary>
internal sealed record DriftSpan(DateTimeOffset From, DateTimeOffset To, string? Model, string? Version, string? Source);
