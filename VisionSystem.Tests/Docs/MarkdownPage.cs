using System.Text;
using System.Text.RegularExpressions;
using VisionSystem.Tests.Deployment;

namespace VisionSystem.Tests.Docs;

/// <summary>A fenced code block of a page.</summary>
/// <param name="Section">The heading above the block.</param>
/// <param name="Mark">The words after the opening fence, for example <c>sh</c> or <c>json</c>.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record CodeBlock(string Section, string Mark, string Text);

/// <summary>One Markdown file of the repository.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<string> _headings = [];
    private readonly List<CodeBlock> _blocks = [];
    private readonly List<string> _prose = [];

    private MarkdownPage(string path)
    {
        Path = path;
        CodeBlock? open = null;
        var text = new StringBuilder();
        foreach (var line in File.ReadLines(System.IO.Path.Combine(Repository.Root, path)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (open is null)
                {
                    open = new CodeBlock(_headings.LastOrDefault() ?? "", line[3..].Trim(), "");
                }
                else
                {
                    _blocks.Add(open with { Text = text.ToString() });
                    open = null;
                }

                text.Clear();
            }
            else if (open is not null)
            {
                text.Append(line).Append('\n');
            }
            else
            {
                _prose.Add(line);
                if (Heading().Match(line) is { Success: true } heading)
                {
                    _headings.Add(heading.Groups[1].Value);
                }
            }
        }
    }

    /// <summary>The file's path relative to the repository root.</summary>
    public string Path { get; }

    public IReadOnlyList<string> Headings => _headings;

    public IReadOnlyList<CodeBlock> Blocks => _blocks;

    /// <summary>The text outside fenced blocks.</summary>
    public string Prose => string.Join('\n', _prose);

    /// <summary>The anchors of the headings, as GitHub generates them.</summary>
    public IReadOnlySet<string> Anchors => _headings
        .Select(heading => NotInAnchors().Replace(Link().Replace(heading, "$1"), "").ToLowerInvariant().Replace(' ', '-'))
        .ToHashSet();

    /// <summary>Targets of links and images.</summary>
    public IEnumerable<string> Links => Link().Matches(Code().Replace(Prose, "")).Select(match => match.Groups[2].Value);

    /// <summary>Cells of the table rows whose first cell is a name in backticks.</summary>
    public IEnumerable<string[]> NamedRows => _prose
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray());

    public static MarkdownPage Load(string path) => new(path);

    /// <summary>Every Markdown file outside build outputs and hidden folders.</summary>
    public static IEnumerable<MarkdownPage> All() => Files(new DirectoryInfo(Repository.Root))
        .Select(file => Load(System.IO.Path.GetRelativePath(Repository.Root, file)));

    private static IEnumerable<string> Files(DirectoryInfo folder) => folder.GetFiles("*.md").Select(file => file.FullName)
        .Concat(folder.GetDirectories()
            .Where(below => below.Name is not ("bin" or "obj" or "node_modules") && !below.Name.StartsWith('.'))
            .SelectMany(Files));

    [GeneratedRegex("^#{1,6} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex NotInAnchors();
}
