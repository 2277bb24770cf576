namespace Infrastructure.Tests;

/// <summary>What the compiler answered.</summary>
internal sealed record BicepAnswer(int ExitCode, string Output, string Complaints);
