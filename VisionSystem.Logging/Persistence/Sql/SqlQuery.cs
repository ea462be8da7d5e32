namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A statement for both databases with its parameters.</summary>
/// <param name="Table">Main table, for traces.</param>
/// <param name="Text">Statement with tables named <c>tenant.…</c> and parameters named <c>@…</c>.</param>
/// <param name="Parameters">Names and values; ids as <see cref="Guid"/>, times as <see cref="DateTimeOffset"/>.</param>
internal sealed record SqlQuery(string Table, string Text, params IReadOnlyList<(string Name, object Value)> Parameters);
