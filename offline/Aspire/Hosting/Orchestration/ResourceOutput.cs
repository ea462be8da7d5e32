using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps what resources write and shows it on the AppHost's console behind the resource's name.</summary>
internal sealed class ResourceOutput(ResourceLoggerService kept, DistributedApplicationOptions options)
{
    public void Write(string resourceName, string line, bool isError)
    {
        kept.Add(resourceName, line, isError);
        Say($"{resourceName} | {line}");
    }

    /// <summary>A line for the AppHost's console alone.</summary>
    public void Say(string line)
    {
        if (options.EnableResourceLogging)
        {
            Console.Out.WriteLine(line);
        }
    }

    /// <summary>A line that is kept and not shown.</summary>
    public void Keep(string resourceName, string line, bool isError) => kept.Add(resourceName, line, isError);
}
