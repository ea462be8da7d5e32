namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A statement that both databases understand, with its values apart from its text.</summary>
/// <param name="Table">The table that it mainly reads, for traces.</param>
/// <param name="Text">Tables are named <c>tenant.…</c>, parameters <c>@…</c>.</param>
/// <param name="Parameters">Ids as <see cref="Guid"/>, times as <see cref="DateTimeOffset"/>.</param>
internal sealed record SqlQuery(string Table, string Text, params IReadOnlyList<(string Name, object Value)> Parameters);
