using VisionSystem.Cli.Deploy;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Cli;

public sealed class RenderedObjectsTests
{
    [Fact]
    public async Task Removes_the_jobs_and_leaves_every_other_object_unchanged()
    {
        var (_, output) = await TestTools.RunAsync("kubectl", "https://kubernetes.io/docs/tasks/tools", "kustomize", "aspirate-output/overlays/production");
        var text = output.Output;
        var objects = new RenderedObjects(text);

        var lasting = objects.WithoutJobs();

        Assert.Contains("\nkind: Job\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nkind: Job\n", lasting, StringComparison.Ordinal);
        var documents = text.Split("\n---\n");
        Assert.Equal(documents.Where(document => !document.Contains("\nkind: Job\n", StringComparison.Ordinal)), lasting.Split("\n---\n"));
        Assert.Equal(documents.Length, objects.Kinds.Sum(kind => kind.Count));
    }

    [Fact]
    public void A_line_that_resembles_a_job_is_not_a_job()
    {
        var objects = new RenderedObjects("kind: ConfigMap\ndata:\n  script: |\n    kind: Job\n---\n# nothing\n---\nkind: \"Job\"\nmetadata: {}\n");

        Assert.Equal([("ConfigMap", 1), ("Job", 1)], objects.Kinds);
        Assert.Equal("kind: ConfigMap\ndata:\n  script: |\n    kind: Job", objects.WithoutJobs());
    }
}
