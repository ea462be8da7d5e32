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
        var to = query.Time("to", "End of the window, exclusive. Default: now.") ?? query.Now;
        var from = query.Time("from", "Start of the window, inclusive: RFC 3339, or a date for the start of that day, UTC. Default: one day before `to`.") ?? to - DefaultWindow;
        var referenceTo = query.Time("reference_to", "End of the reference, exclusive. Default: the start of the window.") ?? from;
        var referenceFrom = query.Time("reference_from", "Start of the reference, inclusive. Default: seven days before its end.") ?? referenceTo - DefaultReference;
        var model = query.Text("model", "Name of the model.");
        var version = query.Text("version", "Version of the model.");
        var source = query.Text("source", "Source of the images, as sent with the images.");
        query.RejectUnknown();
        query.Errors.Require(from < to, "from", "from must be before to");
        query.Errors.Require(referenceFrom < referenceTo, "reference_from", "reference_from must be before reference_to");
        return new DriftQuery(new DriftSpan(referenceFrom, referenceTo, model, version, source), new DriftSpan(from, to, model, version, source));
    }
}
