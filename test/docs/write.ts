import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, generatedDocuments, withBlocks } from './blocks.ts';

// Writes the generated parts of the documents and .env.example.
for (const path of generatedDocuments) writeFileSync(path, withBlocks(path, readFileSync(path, 'utf8')));
writeFileSync('.env.example', envExample());
