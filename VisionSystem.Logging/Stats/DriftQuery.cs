using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Stats;

/// <summary>The window and the reference of a drift report.</summary>
internal sealed record DriftQuery(DriftSpan Reference, DriftSpan Window) : IQuery<DriftQuery>
{
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan DefaultReference = TimeSpan.FromDays(7);

    /// <summary>Reads the query string. By default the last day is compared with the seven days before it.</summary>
    public static DriftQuery Parse(QueryReader query)
    {
        var to = query.Time("to", "End of the window; now without it.") ?? query.Now;
        var from = query.Time("from", "Beginning of the window: RFC 3339, or a date for the beginning of that day, UTC; a day before `to` without it.") ?? to - DefaultWindow;
        var referenceTo = query.Time("reference_to", "End of the reference; the window's beginning without it.") ?? from;
        var referenceFrom = query.Time("reference_from", "Beginning of the reference; seven days before its end without it.") ?? referenceTo - DefaultReference;
        var model = query.Text("model", "Only this model.");
        var version = query.Text("version", "Only this version.");
        var source = query.Text("source", "Only this source.");
        query.RefuseOthers();
        query.Errors.Require(from < to, "from", "from must be before to");
        query.Errors.Require(referenceFrom < referenceTo, "reference_from", "reference_from must be before reference_to");
        return new DriftQuery(new DriftSpan(referenceFrom, referenceTo, model, version, source), new DriftSpan(from, to, model, version, source));
    }
}
