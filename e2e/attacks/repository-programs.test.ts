import { OVER_FILES } from './support/plants.ts';
import { playPlants } from './support/play-plants.ts';

playPlants(OVER_FILES);
