import type { Problem } from '../domain/kernel/problem.ts';
import { looksLikeSecret } from './secret.ts';
import type { YamlFile } from './yaml-file.ts';

/** A secret written into a file that people copy, mail and commit is refused wherever it stands. */
export function literalSecretProblems(file: YamlFile): Problem[] {
  const problems: Problem[] = [];
  for (const { text, path } of file.texts()) {
    if (!looksLikeSecret(text)) continue;
    problems.push({
      code: 'TEN-1006',
      severity: 'error',
      message: `${path.join('.')} contains a secret itself`,
      where: file.locate(path),
      why: 'Configuration files are copied, mailed and committed.',
      hint: 'Put it into a file of mode 0600 and write { file: /path }; then replace the secret, it has been exposed.',
    });
  }
  return problems;
}
