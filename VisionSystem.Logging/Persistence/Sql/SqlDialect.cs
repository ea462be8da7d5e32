using System.Data.Common;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>The differences between SQLite and PostgreSQL. Both share the text of the statements.</summary>
internal abstract class SqlDialect
{
    /// <summary>
    /// Placeholder before the table names of the statements (<c>tenant.object_detections</c>), replaced by the schema of the
    /// tenant.
    /// </summary>
    protected const string TenantPrefix = "tenant.";

    /// <summary>Converts a value to a parameter: ids (<see cref="Guid"/>) and times (<see cref="DateTimeOffset"/>) differ.</summary>
    public abstract object Parameter(object value);

    public abstract Guid ReadId(DbDataReader row, int column);

    public abstract DateTimeOffset ReadTime(DbDataReader row, int column);

    /// <summary>Returns the expression for the start of the time step (UTC) of a time column, in the format of <see cref="ReadStep"/>.</summary>
    /// <param name="column">Time column.</param>
    /// <param name="minutes">Length of a step in minutes, a divisor of 60.</param>
    public abstract string StepOf(string column, int minutes);

    public abstract DateTimeOffset ReadStep(DbDataReader row, int column);

    /// <summary>Selects the position after which future predictions will be stored.</summary>
    public abstract string NewestArrival { get; }

    /// <summary>
    /// Selects ids and positions of predictions stored after <c>@position</c> and <c>@after</c>, in order, at most <c>@limit</c>. The
    /// result is final: no prediction is ever stored before a returned one.
    /// </summary>
    public abstract string Arrivals { get; }

    /// <summary>Returns a table with the elements of a JSON array column in its column <c>value</c>.</summary>
    public abstract string Elements(string column);

    /// <summary>Returns a nullable JSON array column with a JSON text appended.</summary>
    public abstract string Append(string column, string json);

    /// <summary>Converts a JSON text to the type of a JSON column.</summary>
    public abstract string Json(string text);

    /// <summary>Replaces the placeholder of the tables for one tenant.</summary>
    /// <param name="text">Statement with tables named <c>tenant.…</c>.</param>
    /// <param name="schema">Schema of the tenant; null if the tenant has its own database.</param>
    public static string Locate(string text, string? schema) =>
        text.Replace(TenantPrefix, schema is null ? "" : $"\"{schema}\".", StringComparison.Ordinal);

    /// <summary>Sets the text and the parameters of a command.</summary>
    public void Prepare(DbCommand command, SqlQuery query, string? schema)
    {
        command.CommandText = Locate(query.Text, schema);
        foreach (var (name, value) in query.Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = Parameter(value);
            command.Parameters.Add(parameter);
        }
    }
}

/// <summary>A statement for both databases with its parameters.</summary>
/// <param name="Table">Main table, for traces.</param>
/// <param name="Text">Statement with tables named <c>tenant.…</c> and parameters named <c>@…</c>.</param>
/// <param name="Parameters">Names and values; ids as <see cref="Guid"/>, times as <see cref="DateTimeOffset"/>.</param>
internal sealed record SqlQuery(string Table, string Text, params IReadOnlyList<(string Name, object Value)> Parameters);
