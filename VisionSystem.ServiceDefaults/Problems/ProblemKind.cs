namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>
/// A kind of problem that the API answers, as RFC 9457 sees it. Declared once, as a static field, and named in the API's
/// documentation.
/// </summary>
/// <param name="Slug">Lower-case words joined by hyphens: <c>image-too-large</c>. Part of <see cref="Type"/>, never changed.</param>
/// <param name="Status">The HTTP status, 400..599.</param>
/// <param name="Title">The kind in a few words, the same for every occurrence.</param>
public sealed record ProblemKind(string Slug, int Status, string Title)
{
    /// <summary>The <c>type</c> member: <c>urn:visionsystem:problem:image-too-large</c>.</summary>
    public string Type => "urn:visionsystem:problem:" + Slug;

    /// <summary>One occurrence of the problem, ready to be returned by a handler.</summary>
    /// <param name="detail">What is wrong this time and what to do about it. Shown to the client.</param>
    /// <param name="errors">For validation: parameter names and what is wrong with each.</param>
    /// <param name="retryAfter">When to try again; rounded up to whole seconds.</param>
    public ProblemResult Result(
        string detail, IReadOnlyDictionary<string, string[]>? errors = null, TimeSpan? retryAfter = null) =>
        new(this, detail, errors, retryAfter);
}
