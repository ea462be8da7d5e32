namespace Aspire.Hosting.ApplicationModel;

internal static class ModelName
{
    private const int MaxLength = 64;

    /// <summary>Letters, digits and single hyphens, beginning with a letter and not ending with a hyphen: Aspire's own rule.</summary>
    public static string Validated(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var valid = name.Length <= MaxLength && char.IsAsciiLetter(name[0]) && name[^1] != '-'
            && !name.Contains("--", StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        return valid ? name : throw new ArgumentException(
            $"'{name}' is no resource or endpoint name: at most {MaxLength} letters, digits and single hyphens, a letter first.", nameof(name));
    }
}
