using System.Diagnostics;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>Ends the process, as <c>kill -9</c> does, when so many points have been passed: an instant that a seed can choose.</summary>
internal static class KillSwitch
{
    private static int left;

    /// <summary>Arms it; 0 disarms it.</summary>
    public static void Set(int points) => left = points;

    /// <summary>A point at which the process may end.</summary>
    public static void Pass()
    {
        if (left > 0 && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();

            // nothing may happen after that
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
