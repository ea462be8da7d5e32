namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// A problem type of the API (RFC 9457). Each is declared once, as a static field, and listed in the API's documentation.
/// </summary>
/// <param name="Slug">Lower-case words joined by hyphens: <c>too-many-pixels</c>. Part of <see cref="Type"/>; it never changes.</param>
/// <param name="Status">The HTTP status, 400..599.</param>
/// <param name="Title">A short summary, the same for every occurrence.</param>
public sealed record ProblemKind(string Slug, int Status, string Title)
{
    /// <summary>The <c>type</c> member: <c>urn:visionsystem:problem:too-many-pixels</c>.</summary>
    public string Type => "urn:visionsystem:problem:" + Slug;

    /// <summary>Creates an occurrence of the problem as the result of a handler.</summary>
    /// <param name="detail">The cause and the remedy in this case; visible to the client.</param>
    /// <param name="errors">For validation: the errors of each invalid parameter; otherwise null.</param>
    /// <param name="retryAfter">The time after which to try again, rounded up to whole seconds; null for none.</param>
    /// <returns>The result.</returns>
    public ProblemResult Result(
        string detail, IReadOnlyDictionary<string, string[]>? errors = null, TimeSpan? retryAfter = null) =>
        new(this, detail, errors, retryAfter);
}
