using System.Data.Common;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements that write and read reviews. A review that is added twice, because a response was lost, is stored once.</summary>
internal sealed class ReviewStatements(SqlDialect dialect)
{
    private const string Table = "object_detections";

    /// <summary>Reads all predictions with all reviews.</summary>
    public static readonly SqlQuery ReadAll = new(Table, $"""
        SELECT {PredictionReader.Columns}, d.review_history
        FROM tenant.object_detections AS d
        JOIN tenant.image_processing AS i ON i.id = d.image_id
        """);

    private readonly string _restore = $"""
        UPDATE tenant.object_detections
        SET reviewed_at = @at, review = {dialect.Json("@review")}, review_history = {dialect.Json("@history")}
        WHERE id = @id AND review_history IS NULL
        """;

    private readonly string _add = $"""
        UPDATE tenant.object_detections
        SET reviewed_at = @at,
            review_history = CASE WHEN review ->> 'id' = @review_id THEN review_history ELSE {dialect.Append("review_history", "@review")} END,
            review = {dialect.Json("@review")}
        WHERE id = @id
        """;

    public static SqlQuery List(Guid id) => new(
        Table, "SELECT review_history FROM tenant.object_detections WHERE id = @id AND review_history IS NOT NULL", ("@id", id));

    /// <summary>Returns the reviews of a row of <see cref="List"/>.</summary>
    public static IReadOnlyList<Review> ReadOne(DbDataReader row) => Read(row, 0);

    /// <summary>Returns the reviews of a row of <see cref="ReadAll"/>.</summary>
    public static IReadOnlyList<Review> Read(DbDataReader row) => row.IsDBNull(row.FieldCount - 1) ? [] : Read(row, row.FieldCount - 1);

    public SqlQuery Add(Guid id, Review review) => new(
        Table,
        _add,
        ("@id", id),
        ("@at", review.ReviewedAt),
        ("@review_id", review.Id.ToString()),
        ("@review", JsonSerializer.Serialize(review, WireJson.Default.Review)));

    /// <summary>Restores the reviews of a prediction that has none.</summary>
    public SqlQuery Restore(StoredPrediction stored) => new(
        Table,
        _restore,
        ("@id", stored.Prediction.Id),
        ("@at", stored.Reviews[^1].ReviewedAt),
        ("@review", JsonSerializer.Serialize(stored.Reviews[^1], WireJson.Default.Review)),
        ("@history", JsonSerializer.Serialize(stored.Reviews, WireJson.Default.IReadOnlyListReview)));

    private static IReadOnlyList<Review> Read(DbDataReader row, int column) => JsonSerializer.Deserialize(row.GetString(column), WireJson.Default.IReadOnlyListReview)!;
}
