using System.Globalization;

namespace VisionSystem.Bench.Servers;

/// <summary>
/// Resource usage of a process and its descendants from Linux' <c>/proc</c> (proc(5)); zero elsewhere. Memory in MB of 10⁶ bytes.
/// </summary>
/// <param name="Peak">Sum of the largest resident sets (<c>VmHWM</c>); shared pages count in every process.</param>
/// <param name="Resident">Sum of the resident sets.</param>
/// <param name="Proportional">Sum of the proportional set sizes (PSS), in which shared pages are divided among their processes.</param>
/// <param name="Cpu">Processor time since the start of each process.</param>
/// <param name="Handles">Number of open file descriptors.</param>
/// <param name="Threads">Number of threads.</param>
internal readonly record struct ProcessUsage(double Peak, double Resident, double Proportional, TimeSpan Cpu, int Handles, int Threads)
{
    private const int TicksPerSecond = 100;

    /// <summary>Reads the usage of a process tree.</summary>
    /// <param name="root">Id of the root process.</param>
    /// <param name="withShares">True to read <see cref="Proportional"/>, for which the kernel walks all pages.</param>
    public static ProcessUsage OfTree(int root, bool withShares = true)
    {
        var sum = default(ProcessUsage);
        foreach (var process in Tree(root))
        {
            try
            {
                var one = Of(process, withShares);
                sum = new ProcessUsage(
                    sum.Peak + one.Peak, sum.Resident + one.Resident, sum.Proportional + one.Proportional, sum.Cpu + one.Cpu, sum.Handles + one.Handles, sum.Threads + one.Threads);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The process has ended.
            }
        }

        return sum;
    }

    private static ProcessUsage Of(int process, bool withShares)
    {
        var folder = $"/proc/{process}";
        var status = Fields(folder + "/status");
        var shares = withShares ? Fields(folder + "/smaps_rollup") : [];

        // utime and stime are fields 14 and 15; the name in parentheses may contain blanks.
        var stat = File.ReadAllText(folder + "/stat");
        var after = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(
            Megabytes(status, "VmHWM"),
            Megabytes(status, "VmRSS"),
            Megabytes(shares, "Pss"),
            TimeSpan.FromSeconds((Number(after[11]) + Number(after[12])) / TicksPerSecond),
            Directory.GetFileSystemEntries(folder + "/fd").Length,
            (int)Number(status.GetValueOrDefault("Threads", "0")));
    }

    private static List<int> Tree(int root)
    {
        List<int> tree = [];
        if (!Directory.Exists($"/proc/{root}"))
        {
            return tree;
        }

        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && Parent(process) is { } parent)
            {
                parents[process] = parent;
            }
        }

        tree.Add(root);
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents.Where(pair => pair.Value == tree[i]).Select(pair => pair.Key));
        }

        return tree;
    }

    private static int? Parent(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return (int)Number(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Fields(string file) => File.ReadLines(file)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair.Length == 2)
        .DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Converts the kernel's kB (1024 bytes).</summary>
    private static double Megabytes(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) ? Number(value.Split(' ')[0]) * 1024 / 1e6 : 0;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
