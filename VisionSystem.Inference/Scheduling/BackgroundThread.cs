using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Threads that the operating system runs after all others of the service. Only their own threads can have a low priority: an
/// ordinary user may not raise it again, so a thread of the pool would keep it.
/// </summary>
internal static partial class BackgroundThread
{
    /// <summary>A tenth of the normal weight on Linux: enough to go on beside other threads.</summary>
    private const int Niceness = 10;

    private const int CurrentThread = 0;

    public static void Start(Action work)
    {
        try
        {
            new Thread(() =>
            {
                Lower();
                work();
            })
            {
                IsBackground = true,
                Name = "background runs",
            }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // No memory for another stack.
            ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
        }
    }

    private static void Lower()
    {
        if (OperatingSystem.IsLinux())
        {
            // PRIO_PROCESS with 0 is the calling thread on Linux, where .NET ignores Thread.Priority. It cannot fail: the priority falls.
            _ = SetPriority(CurrentThread, 0, Niceness);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
