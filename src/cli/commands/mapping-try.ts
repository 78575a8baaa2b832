import type { Finding } from '../../domain/guardrails/finding.ts';
import { TenuredError } from '../../domain/kernel/errors.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { tryMapping, type Trial } from '../../reconcile/trial/try-mapping.ts';
import { blameMapping, requireNewMapping } from '../new-mapping.ts';
import type { GlobalOptions } from '../options.ts';
import { exitLine } from '../print-problem.ts';
import { printLines, toScreen } from '../screens/to-screen.ts';
import { trialLines } from '../screens/trial.ts';
import { openExisting } from '../removed-sources.ts';
import { requireSettings, requireSource, type Settings } from '../settings.ts';
import type { World } from '../world.ts';

export interface TryOptions extends GlobalOptions {
  /** Null is now. */
  readonly asOf: Instant | null;
  /** The source whose mapping would be another; null for the only one. */
  readonly source: string | null;
  /** How many people are named for each difference. */
  readonly shown: number;
  readonly detailedExitCode: boolean;
}

/**
 * Shows what another mapping would change for whom, before it takes the old one's place. Writes nothing: no plan, no
 * state, nothing in Okta. Exit 0; 2 with `--detailed-exitcode` when anything would change; 4 when a safety check would
 * want a person; 10 when one of the mappings is invalid; 13 when the file is unusable.
 */
export async function mappingTryCommand(world: World, options: TryOptions, file: string): Promise<number> {
  const settings = requireSettings(options.config, world);
  const { name, settings: own, compiled: mapping, idPrefix } = requireSource(settings, options.source);
  const fresh = requireNewMapping(file, idPrefix);
  const { configuration, mappings } = settings;
  const state = openExisting(world, settings);
  const at = options.asOf ?? world.clock.now();
  try {
    const trial = await tryMapping(
      {
        source: world.source({ ...own, settleSeconds: 0 }),
        of: name,
        mappings,
        options: { ...configuration.reconcile, version: world.version },
        stores: state?.stores ?? null,
        shown: options.shown,
        breathe: async () => {
          await world.breathe();
          world.stop.throwIfAborted();
        },
      },
      mapping,
      fresh.mapping,
      at,
    );
    return await tell(world, options, settings, trial, at);
  } catch (error) {
    throw error instanceof TenuredError ? blameMapping(error, fresh) : error;
  } finally {
    state?.close();
  }
}

async function tell(
  world: World,
  options: TryOptions,
  { configuration }: Settings,
  trial: Trial,
  at: Instant,
): Promise<number> {
  const code = exitCode(options, trial);
  if (options.json) {
    await world.stdout.write(`${JSON.stringify({ schemaVersion: 1, ...trial }, null, 2)}\n`);
    if (code === 4) {
      const checks = trial.findings.filter(needsPerson).map(({ guardrail }) => guardrail);
      await world.stderr.write(
        exitLine(code, `safety checks would need a person: ${checks.join(', ')}`, 'look at who is concerned'),
      );
    }
    return code;
  }
  const to = toScreen(world.stdout, options);
  await printLines(world.stdout, trialLines(to, trial, { at, zone: configuration.reconcile.zone }));
  return code;
}

/** Any changed mapping waits for a person once (G14): that alone says nothing about this one. */
function needsPerson({ guardrail, verdict }: Finding): boolean {
  return guardrail !== 'G14' && verdict === 'hold';
}

function exitCode({ detailedExitCode }: TryOptions, { findings, changed }: Trial): number {
  if (findings.some(needsPerson)) return 4;
  return detailedExitCode && changed > 0 ? 2 : 0;
}
