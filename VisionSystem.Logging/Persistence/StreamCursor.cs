using System.Globalization;

namespace VisionSystem.Logging.Persistence;

/// <summary>A place in the order in which predictions were stored, which is not that of their ids: late ones come late.</summary>
/// <param name="Position">SQLite: the row; PostgreSQL: the transaction.</param>
/// <param name="Id">The prediction, where several share a position.</param>
internal readonly record struct StreamCursor(long Position, Guid Id)
{
    /// <summary>As an event's id: <c>1234-0190…</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}-{Id:D}");

    /// <summary>False for anything that <see cref="ToString"/> did not make.</summary>
    public static bool TryParse(string? text, out StreamCursor place)
    {
        place = default;
        if (text is null || text.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !Guid.TryParseExact(text.AsSpan(dash + 1), "D", out var id))
        {
            return false;
        }

        place = new StreamCursor(position, id);
        return true;
    }
}
