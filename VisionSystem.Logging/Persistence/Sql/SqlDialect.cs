using System.Data.Common;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Where SQLite and PostgreSQL differ in how they keep a value; the statements are one text for both.</summary>
internal abstract class SqlDialect
{
    /// <summary>
    /// What stands before a table's name in the statements (<c>tenant.object_detections</c>) and is replaced by where the
    /// tenant's tables are.
    /// </summary>
    protected const string TenantPrefix = "tenant.";

    /// <summary>A value as a parameter takes it: ids (<see cref="Guid"/>) and times (<see cref="DateTimeOffset"/>) differ.</summary>
    public abstract object Parameter(object value);

    public abstract Guid ReadId(DbDataReader row, int column);

    public abstract DateTimeOffset ReadTime(DbDataReader row, int column);

    /// <summary>The beginning of the step of UTC's clock that a column of times is in, as <see cref="ReadStep"/> reads it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="minutes">The length of a step, a part of the hour.</param>
    public abstract string StepOf(string column, int minutes);

    public abstract DateTimeOffset ReadStep(DbDataReader row, int column);

    /// <summary>Gives the position after which what is stored from now on will be.</summary>
    public abstract string NewestArrival { get; }

    /// <summary>
    /// Gives ids and positions of what was stored after <c>@position</c> and there after <c>@after</c>, in order, at most
    /// <c>@limit</c>. What is given is final: nothing will ever come before it.
    /// </summary>
    public abstract string Arrivals { get; }

    /// <summary>A table of the elements of a column that holds a JSON array, each in its column <c>value</c>.</summary>
    public abstract string Elements(string column);

    /// <summary>A column of a JSON array, which may be null, with a JSON text at its end.</summary>
    public abstract string Append(string column, string json);

    /// <summary>A JSON text as a column of JSON takes it.</summary>
    public abstract string Json(string text);

    /// <summary>Makes a statement of one tenant.</summary>
    /// <param name="text">Where the tables are named <c>tenant.…</c>.</param>
    /// <param name="schema">The tenant's schema; null where a tenant has a database of its own.</param>
    public static string Locate(string text, string? schema) =>
        text.Replace(TenantPrefix, schema is null ? "" : $"\"{schema}\".", StringComparison.Ordinal);

    /// <summary>Gives a command its text and its parameters.</summary>
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
