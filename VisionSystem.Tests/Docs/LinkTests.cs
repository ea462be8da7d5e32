using System.Text.RegularExpressions;
using VisionSystem.Tests.Deployment;

namespace VisionSystem.Tests.Docs;

/// <summary>The links of the pages have targets.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_and_anchor_resolves()
    {
        var pages = MarkdownPage.All().ToDictionary(page => page.Path);
        var broken = new List<string>();
        foreach (var page in pages.Values)
        {
            foreach (var link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)))
            {
                var (file, anchor) = link.Split('#') is [var target, var name] ? (target, name) : (link, null);
                var path = file.Length == 0 ? page.Path : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, file));
                if (!Path.Exists(Path.Combine(Repository.Root, path)) || (anchor is not null && pages.TryGetValue(path, out var other) && !other.Anchors.Contains(anchor)))
                {
                    broken.Add($"{page.Path}: {link}");
                }
            }
        }

        Assert.True(pages.Count > 20, $"{pages.Count} pages");
        Assert.Empty(broken);
    }

    /// <summary>Pages name the tests that verify their claims, as a class or as a class with a method.</summary>
    [Fact]
    public void Every_test_that_a_page_names_exists()
    {
        var tests = typeof(LinkTests).Assembly.GetTypes().Where(type => type.IsPublic).ToLookup(type => type.Name);
        var named = MarkdownPage.All().SelectMany(page => TestName().Matches(page.Prose).Select(match => (page.Path, Class: match.Groups[1].Value, Test: match.Groups[2].Value))).ToList();

        Assert.True(named.Count > 20, $"{named.Count} tests are named");
        Assert.DoesNotContain(named, name => !tests[name.Class].Any(type => name.Test.Length == 0 || type.GetMethod(name.Test) is not null));
    }

    [GeneratedRegex(@"`([A-Z]\w*Tests)(?:\.(\w+))?`")]
    private static partial Regex TestName();
}
