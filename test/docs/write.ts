import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withBlocks } from './blocks.ts';

// Makes the generated parts of README.md and .env.example anew.
writeFileSync('README.md', withBlocks(readFileSync('README.md', 'utf8')));
writeFileSync('.env.example', envExample());
