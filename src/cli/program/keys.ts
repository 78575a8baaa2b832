import { Option } from 'commander';
import { keysGenerateCommand, keysPublicCommand } from '../commands/keys.ts';
import { keysRotateCommand } from '../commands/keys-rotate.ts';
import type { Family } from './family.ts';
import { globals, withGlobals, type Flags } from './flags.ts';

export const addKeys: Family = (program, world, run) => {
  const keys = program.command('keys').description('the key pair by which Okta knows this app');
  withGlobals(keys.command('generate').description('make a key pair: private into a file, public on stdout'), world)
    .addOption(new Option('--kind <kind>', 'rsa (3072 bits) or ec (P-256)').choices(['rsa', 'ec']).default('rsa'))
    .option('--out <file>', 'file for the private key', 'okta.pem')
    .option('--kid <id>', 'key id; the thumbprint of the key when left out')
    .action(async (flags: Flags & { readonly kind: 'rsa' | 'ec'; readonly out: string; readonly kid?: string }) => {
      const { kind, out, kid = null } = flags;
      run.code = await keysGenerateCommand(world, { ...globals(flags, world), kind, out, kid });
    });
  withGlobals(keys.command('public').description('print the public half of a private key'), world)
    .argument('<file>', 'private key file')
    .option('--kid <id>', 'key id; the thumbprint of the key when left out')
    .action(async (file: string, flags: Flags & { readonly kid?: string }) => {
      run.code = await keysPublicCommand(world, file, flags.kid ?? null);
    });
  withGlobals(keys.command('rotate').description('change the key, step by step, with no moment without one'), world)
    .addOption(new Option('--kind <kind>', 'of the new key: rsa or ec').choices(['rsa', 'ec']).default('rsa'))
    .option('--remove-retired <kid>', 'remove the old key of a change that is done')
    .action(async (flags: Flags & { readonly kind: 'rsa' | 'ec'; readonly removeRetired?: string }) => {
      const { kind, removeRetired = null } = flags;
      run.code = await keysRotateCommand(world, { ...globals(flags, world), kind, removeRetired });
    });
};
